package dev.gantry.engine.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

class MaskTest {
    private static final String SECRET = "p\"ss/w ö+rd&7";
    private final Mask mask = Mask.of(List.of(SECRET));

    @Test
    void hidesItAsItIs() {
        assertEquals("login *** done", mask.text("login " + SECRET + " done"));
        assertEquals("******", mask.text("***" + SECRET));
        assertEquals("***", mask.text(SECRET + SECRET), "what touches counts as one");
    }

    @Test
    void hidesItInJson() {
        JsonMapper json = JsonMapper.builder().build();
        String text = json.writeValueAsString(List.of("a " + SECRET));
        assertEquals("[\"a ***\"]", mask.text(text));
        assertEquals("{\"x\":\"***\"}", mask.text("{\"x\":\"p\\\"ss\\/w ö+rd&7\"}"));
        assertEquals("***", mask.text("p\\\"ss/w \\u00f6+rd&7"));
    }

    @Test
    void hidesItInUrls() {
        String form = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        assertEquals("?p=***&q", mask.text("?p=" + form + "&q"));
        assertEquals("***", mask.text(form.replace("+", "%20")));
        assertEquals("***", mask.text("p%22ss%2fw%20%c3%b6%2brd%267"));
    }

    @Test
    void hidesItInBase64WhereverItLies() {
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            for (int before = 0; before < 7; before++) {
                for (int after = 0; after < 7; after++) {
                    String around = "u".repeat(before) + SECRET + "v".repeat(after);
                    String text = encoder.encodeToString(around.getBytes(StandardCharsets.UTF_8));
                    String masked = mask.text(text);
                    assertFalse(masked.equals(text), around);
                    String rest = masked.replace("***", "");
                    assertEquals(true, rest.length() < 3 * (before + after) / 2 + 6, masked);
                }
            }
        }
    }

    @Test
    void hidesALineOfOneThatHasMany() {
        Mask key = Mask.of(List.of("-----BEGIN KEY-----\nMIIEabcdef\n-----END KEY-----\n"));
        assertEquals("read ***", key.text("read MIIEabcdef"));
    }

    @Test
    void leavesShortOnesAndOtherTexts() {
        Mask some = Mask.of(List.of("abc", "", "wxyz"));
        assertEquals("abc def", some.text("abc def"));
        assertEquals("***", some.text("wxyz"));
        String text = "nothing here";
        assertSame(text, some.text(text));
        assertSame(Mask.NONE, Mask.of(List.of("abc")));
        assertSame(some, some.with(List.of("wxyz")));
    }

    @Test
    void keepsJsonJson() {
        Mask odd = Mask.of(List.of("true", "1234", "name"));
        assertEquals(
                "{\"***\":[true,\"***\",\"***\",12345],\"b\":\"x***\"}",
                odd.json("{\"name\":[true,1234,\"true\",12345],\"b\":\"xtrue\"}"));
    }

    @Test
    void findsWhatAPlainSearchFinds() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            Set<String> patterns = new HashSet<>();
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                patterns.add(word(random, 1 + random.nextInt(5)));
            }
            String text = word(random, random.nextInt(40));
            assertEquals(plain(text, patterns), new Automaton(patterns).replace(text, "*"), text);
        }
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString();
    }

    /** Marks each place that any pattern covers; those that overlap or touch become one. */
    private static String plain(String text, Set<String> patterns) {
        boolean[] covered = new boolean[text.length()];
        List<int[]> all = new ArrayList<>();
        for (String pattern : patterns) {
            for (int at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) {
                all.add(new int[] {at, at + pattern.length()});
            }
        }
        all.forEach(found -> java.util.Arrays.fill(covered, found[0], found[1], true));
        StringBuilder masked = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (!covered[i]) {
                masked.append(text.charAt(i));
            } else if (i == 0 || !covered[i - 1]) {
                masked.append('*');
            }
        }
        return masked.toString();
    }
}
