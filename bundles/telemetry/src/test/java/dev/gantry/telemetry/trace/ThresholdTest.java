package dev.gantry.telemetry.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ThresholdTest {

    @Test
    void sharesAndWeightsFitTogether() {
        assertEquals(Threshold.NONE, Threshold.of(1));
        assertEquals(1, Threshold.weight(Threshold.NONE));
        assertEquals(2, Threshold.weight(Threshold.of(0.5)));
        assertEquals(10, Threshold.weight(Threshold.of(0.1)), 1e-6);
        assertEquals(1e6, Threshold.weight(Threshold.of(1e-6)), 300);
    }

    @Test
    void theyAreWrittenAsOpenTelemetryDoes() {
        assertEquals("ot=th:8", Threshold.written("", Threshold.of(0.5)));
        assertEquals("ot=th:c", Threshold.written("", Threshold.of(0.25)));
        assertEquals("ot=th:0", Threshold.written("", Threshold.NONE));
        assertEquals(
                "ot=th:c;rv:6e6d1a75832a2f,a=b,c=d",
                Threshold.written("a=b,ot=th:8;rv:6e6d1a75832a2f,c=d", Threshold.of(0.25)));
    }

    @Test
    void whatOthersWroteIsRead() {
        assertEquals(Threshold.of(0.5), Threshold.before("x=y,ot=rv:12345678901234;th:8"));
        assertEquals(Threshold.NONE, Threshold.before("ot=th:"));
        assertEquals(Threshold.NONE, Threshold.before("ot=th:xyz"));
        assertEquals(Threshold.NONE, Threshold.before(""));
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        assertEquals(0xce929d0e0e4736L, Threshold.random(trace, ""));
        assertEquals(0x6e6d1a75832a2fL, Threshold.random(trace, "ot=rv:6e6d1a75832a2f"));
        assertEquals(0xce929d0e0e4736L, Threshold.random(trace, "ot=rv:6e"));
        assertTrue(Threshold.random(trace, "") >= 0);
    }
}
