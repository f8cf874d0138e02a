package dev.gantry.plugins.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Dictionary;

class HandoverTest {
    @Test
    void valuesAreOfTheTypesThatConfigurationAdminKnows() {
        Dictionary<String, Object> properties =
                Handover.properties(
                        """
                        {"text": "a", "whole": 7, "real": 0.5, "yes": true, "none": null,
                         "inner": {"deep": {"x": 1}}, "empty": [], "texts": ["a", "b"],
                         "wholes": [1, 2], "reals": [1, 0.5], "flags": [true],
                         "records": [{"a": 1}]}
                        """);
        assertEquals("a", properties.get("text"));
        assertEquals(7L, properties.get("whole"));
        assertEquals(0.5, properties.get("real"));
        assertEquals(true, properties.get("yes"));
        assertEquals(1L, properties.get("inner.deep.x"));
        assertArrayEquals(new String[0], (Object[]) properties.get("empty"));
        assertArrayEquals(new String[] {"a", "b"}, (Object[]) properties.get("texts"));
        assertArrayEquals(new Long[] {1L, 2L}, (Object[]) properties.get("wholes"));
        assertArrayEquals(new Double[] {1.0, 0.5}, (Object[]) properties.get("reals"));
        assertArrayEquals(new Boolean[] {true}, (Object[]) properties.get("flags"));
        assertArrayEquals(new String[] {"{\"a\":1}"}, (Object[]) properties.get("records"));
        assertEquals(11, properties.size());
    }
}
