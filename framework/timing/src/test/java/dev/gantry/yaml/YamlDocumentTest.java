package dev.gantry.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.util.Map;
import java.util.Optional;

class YamlDocumentTest {
    private static final int MOST = 1_000;

    private static String json(String text) throws UnreadableYamlException {
        return YamlDocument.read(text, MOST).root().toString();
    }

    private static UnreadableYamlException refused(String text) {
        return assertThrows(
                UnreadableYamlException.class, () -> YamlDocument.read(text, MOST), text);
    }

    @Test
    void isTheJsonThatItStandsFor() throws Exception {
        assertEquals(
                "{\"rate\":1.10,\"status\":\"200\",\"on\":\"yes\",\"sure\":true,\"none\":null,"
                        + "\"big\":12345678901234567890,\"list\":[1,\"x\"]}",
                json(
                        """
                        rate: 1.10
                        status: "200"
                        on: yes
                        sure: true
                        none:
                        big: 12345678901234567890
                        list: [1, x]
                        """));
    }

    @Test
    void knowsTheLineOfEachValue() throws Exception {
        YamlDocument document =
                YamlDocument.read("# first\na: 1\nb:\n  c/d: 2\n  e~f:\n    - x\n    - y\n", MOST);
        assertEquals(2, document.line());
        assertEquals(
                Map.of(
                        "/a",
                        2,
                        "/b",
                        3,
                        "/b/c~1d",
                        4,
                        "/b/e~0f",
                        5,
                        "/b/e~0f/0",
                        6,
                        "/b/e~0f/1",
                        7),
                document.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---", "null"})
    void saysNothing(String text) throws Exception {
        assertTrue(YamlDocument.read(text, MOST).root().isNull());
        assertEquals(Map.of(), YamlDocument.read(text, MOST).lines());
    }

    @Test
    void whatIsEmptyHasNoLine() throws Exception {
        assertNull(YamlDocument.read("", MOST).line());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a: 1#id: 2#id: 3 | 3 | `id` is there twice; keep one of them
                    a: 1#b: !!int x  | 2 | not a number: x
                    """)
    void saysWhatIsWrongAndWhere(String text, int line, String problem) {
        UnreadableYamlException e = refused(text.replace('#', '\n'));
        assertEquals(problem, e.getMessage());
        assertEquals(Optional.of(line), e.line());
    }

    @Test
    void saysWhereItIsNoYaml() {
        UnreadableYamlException e = refused("a: 1\nb: [1, 2\nc: 3\n");
        assertEquals(Optional.of(3), e.line());
        assertTrue(e.getMessage().startsWith("it is not YAML, "), e.getMessage());
        assertTrue(refused("a: 1\n---\nb: 2\n").getMessage().startsWith("it is not YAML, "));
        assertTrue(refused("a: 1\n? [b]\n: 2").getMessage().startsWith("it is not YAML, "));
        assertTrue(refused("a: \u0001").getMessage().startsWith("it is not YAML, "));
    }

    @Test
    void anAliasStandsForWhatItNames() throws Exception {
        assertEquals("{\"a\":[1],\"b\":[1]}", json("a: &x [1]\nb: *x\n"));
    }

    @Test
    void isAsDeepAsFifty() throws Exception {
        assertEquals("[".repeat(50) + "]".repeat(50), json("[".repeat(50) + "]".repeat(50)));
        assertEquals(
                "it is nested too deeply; write it flatter",
                refused("[".repeat(51) + "]".repeat(51)).getMessage());
    }

    /** Composing it would overflow the stack. */
    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- "})
    void whatIsNestedTooDeeplyIsRefusedWhereItIs(String opening) {
        UnreadableYamlException e = refused("a:\n  " + opening.repeat(25_000));
        assertEquals("it is nested too deeply; write it flatter", e.getMessage());
        assertEquals(Optional.of(2), e.line());
        LoadSettings settings = LoadSettings.builder().build();
        assertThrows(
                UnreadableYamlException.class,
                () -> YamlDocument.compose(settings, opening.repeat(25_000)));
    }

    /** As it takes a machine down that writes all of it out. */
    @Test
    void aliasesOfAliasesOfAliasesAreTooMuch() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            text.append("a").append(i).append(": &a").append(i).append(" [");
            text.append(("*a" + (i - 1) + " , ").repeat(10)).append("]\n");
        }
        assertTrue(refused(text.toString()).getMessage().startsWith("it says too much"));
        assertTrue(refused("[" + "1,".repeat(MOST) + "]").getMessage().contains("too much"));
        assertTrue(refused("a: &a\n  b: *a\n").getMessage().contains("too much"));
    }
}
