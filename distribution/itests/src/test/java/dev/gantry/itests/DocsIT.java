package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The docs as a running Gantry serves them, to somebody who is not signed in. */
class DocsIT {
    @TempDir static Path home;
    @TempDir Path folder;
    private static Gantry gantry;

    @BeforeAll
    static void start() throws Exception {
        gantry = Gantry.start(home);
    }

    @AfterAll
    static void stop() throws Exception {
        gantry.close();
    }

    @Test
    void anybodyReadsThemAndWhoHasThemIsNotSentThemAgain() throws Exception {
        HttpResponse<String> page = get("/docs/schedules");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("<h1 id=\"schedules\">Schedules"), page.body());
        assertEquals(
                "text/html; charset=utf-8", page.headers().firstValue("Content-Type").orElse(""));
        String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none';"), policy);
        assertEquals("no-cache", page.headers().firstValue("Cache-Control").orElse(""));
        String tag = page.headers().firstValue("ETag").orElseThrow();
        assertEquals(304, get("/docs/schedules", "If-None-Match", tag).statusCode());
        HttpResponse<String> packed = get("/docs/schedules", "Accept-Encoding", "gzip");
        assertEquals("gzip", packed.headers().firstValue("Content-Encoding").orElse(""));
        String style =
                page.body().replaceAll("(?s).*href=\"(/docs/assets/[^\"]+/docs.css)\".*", "$1");
        assertEquals(
                "public, max-age=31536000, immutable",
                get(style).headers().firstValue("Cache-Control").orElse(""));
    }

    @Test
    void theyAreFoundReadAndSearched() throws Exception {
        Console.require();
        List<String> wrong = new ArrayList<>();
        try (Chromium chromium = Chromium.start(folder.resolve("browser"));
                Console console = Console.open(chromium, gantry)) {
            Browser browser = console.browser;
            for (String path : List.of("/docs", "/docs/why-not", "/docs/reference/command-line")) {
                browser.open(gantry.url().resolve(path));
                browser.awaitShown("article h1", null);
                String name = path.substring(1).replace('/', '-');
                for (boolean dark : List.of(false, true)) {
                    browser.look(1280, 800, dark);
                    console.barriers().forEach(each -> wrong.add(path + " " + each));
                    console.picture(name + (dark ? "-dark" : "-light"));
                }
                browser.look(360, 740, false);
                console.barriers().forEach(each -> wrong.add(path + " at 360 px " + each));
                if (console.overflows()) {
                    wrong.add(path + " must be scrolled sideways at 360 px");
                }
                console.picture(name + "-360");
                browser.look(1280, 800, false);
            }
            browser.press("/");
            browser.type("concurrency key");
            browser.awaitShown(".hits a b", "Concurrency keys");
            console.picture("docs-search");
            browser.press("ArrowDown");
            browser.press("Enter");
            browser.awaitShown("h1", "Queues");
            assertEquals("#concurrency-keys", browser.eval("location.hash").asString());
            browser.click(".theme", null);
            assertEquals(
                    "light", browser.eval("document.documentElement.dataset.theme").asString());
            browser.click("#pages a", "Canaries");
            browser.awaitShown("h1", "Canary");
            assertEquals(List.of(), console.complaints());
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void aSearchThatCannotBeLoadedSaysSoAndIsTriedAgain() throws Exception {
        Console.require();
        try (Chromium chromium = Chromium.start(folder.resolve("browser"));
                Console console = Console.open(chromium, gantry)) {
            Browser browser = console.browser;
            browser.open(gantry.url().resolve("/docs"));
            browser.awaitShown("article h1", null);
            browser.eval(
                    "window.asked = window.fetch, window.fetch = () => Promise.reject('away')");
            browser.press("/");
            browser.type("concurrency ");
            browser.awaitShown(".hits p", "The search cannot be loaded from Gantry");
            browser.eval("window.fetch = window.asked, 1");
            browser.type("key");
            browser.awaitShown(".hits a b", "Concurrency keys");
        }
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gantry.url().resolve(path));
        request.header("Accept", "text/html");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gantry.send(request.build(), BodyHandlers.ofString());
    }
}
