package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class PagesTest {
    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"");
    private static final Pattern EVENTS = Pattern.compile("const EVENTS = \"([a-z -]+)\"");
    private static final Pattern TYPES = Pattern.compile("gantry\\.plugin\\.\\{([a-z,-]+)}");

    @TempDir Path home;

    @Test
    void thePluginsPageIsSelfContainedUnderAStrictPolicy() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            var page = gantry.get("/plugins", "Authorization", "");
            String policy = page.header("Content-Security-Policy");
            assertTrue(policy.startsWith("default-src 'none'; script-src 'self'"), policy);
            assertFalse(policy.contains("unsafe"), policy);
            assertEquals("text/html; charset=utf-8", page.header("Content-Type"));
            assertFalse(page.text().contains("<style"), "the policy forbids it");
            assertFalse(page.text().contains(" style="), "the policy forbids it");
            assertFalse(
                    Pattern.compile("<script(?! type=\"module\" src=)")
                            .matcher(page.text())
                            .find());
            List<String> links = new ArrayList<>();
            for (Matcher link = LINK.matcher(page.text()); link.find(); ) {
                links.add(link.group(1));
                assertEquals(200, gantry.get(link.group(1)).status(), link.group(1));
            }
            assertTrue(links.contains("/assets/plugins.js"), links::toString);
            assertTrue(links.contains("/assets/plugins.css"), links::toString);
            assertTrue(gantry.get("/").text().contains("href=\"/plugins\""));
            assertEquals(404, gantry.get("/assets/none.js").status());
            assertEquals(400, gantry.get("/assets/..%2Fopenapi.json").status());
        }
    }

    @Test
    void theScriptFollowsTheEventsThatThereAre() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            String script = gantry.get("/assets/plugins.js").text();
            String documented =
                    gantry.openApi
                            .document()
                            .at("/components/schemas/CloudEvent/description")
                            .stringValue();
            Matcher followed = EVENTS.matcher(script);
            assertTrue(followed.find());
            Set<String> words = new TreeSet<>();
            for (Matcher list = TYPES.matcher(documented); list.find(); ) {
                words.addAll(List.of(list.group(1).split(",")));
            }
            assertEquals(words, new TreeSet<>(List.of(followed.group(1).split(" "))));
        }
    }
}
