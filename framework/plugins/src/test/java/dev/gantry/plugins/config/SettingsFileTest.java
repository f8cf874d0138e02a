package dev.gantry.plugins.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    private static SettingsFile read(String text) {
        return SettingsFile.read("a.yaml", text);
    }

    @Test
    void knowsTheLineOfEachValue() {
        SettingsFile file =
                read(
                        """
                        # the limits
                        limit: 7
                        ratio: 0.25
                        on: true
                        name: "yes"
                        nothing:
                        inner:
                          first: {a/b: 1}
                        list:
                          - x
                          - y
                        """);
        assertNull(file.fault());
        assertEquals(
                "{\"limit\":7,\"ratio\":0.25,\"on\":true,\"name\":\"yes\",\"nothing\":null,"
                        + "\"inner\":{\"first\":{\"a/b\":1}},\"list\":[\"x\",\"y\"]}",
                file.values());
        assertEquals("a.yaml, line 2", file.place("/limit"));
        assertEquals("a.yaml, line 8", file.place("/inner/first/a~1b"));
        assertEquals("a.yaml, line 8", file.place("/inner/first/missing"));
        assertEquals("a.yaml, line 11", file.place("/list/1"));
        assertEquals("a.yaml", file.place("/missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "---", "{}", "null"})
    void sayingNothingIsSayingNoValues(String text) {
        assertEquals("{}", read(text).values());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a: 1\\na: 2      | a.yaml, line 2: `a` is there twice; keep one of them
                    - 1              | a.yaml, line 1: expected lines of the form key: value
                    """)
    void saysWhereItIsWrong(String text, String fault) {
        assertEquals(fault, read(text.replace("\\n", "\n")).fault());
        assertNull(read(text.replace("\\n", "\n")).values());
    }

    @Test
    void saysWhereItIsNoYaml() {
        String fault = read("a: 1\nb: [1, 2\nc: 3\n").fault();
        assertTrue(fault.startsWith("a.yaml, line 3: it is not YAML, "), fault);
        assertTrue(read("a: 1\n? [b]\n: 2").fault().contains("it is not YAML"));
        assertTrue(read("a: 1\n---\nb: 2\n").fault().contains("it is not YAML"));
        assertTrue(read("a: !!int x").fault().startsWith("a.yaml, line 1: not a number"));
    }

    @Test
    void refusesWhatIsNestedTooDeeply() {
        assertEquals(
                "a.yaml, line 2: it is nested too deeply; write it flatter",
                read("a:\n  " + "[".repeat(25_000)).fault());
    }

    @Test
    void refusesWhatGrowsBeyondReason() {
        assertTrue(read("a: [" + "1,".repeat(10_000) + "1]").fault().contains("says too much"));
        assertTrue(read("a: &a\n  b: *a\n").fault() != null);
    }
}
