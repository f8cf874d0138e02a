package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.web.Site;
import dev.gantry.spi.web.WebFile;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

class SiteTest {
    private static final byte[] PAGE = "a page ".repeat(100).getBytes(StandardCharsets.UTF_8);

    private static final byte[] NOTHING = {};

    @TempDir Path home;
    private TestGantry gantry;
    private final Site site = SiteTest::find;

    @BeforeEach
    void start() throws Exception {
        gantry = new TestGantry(home);
        gantry.resources.site(site);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void anybodyMayReadIt() throws Exception {
        var page = gantry.get("/", "Authorization", "");
        assertEquals(200, page.status());
        assertEquals("text/html; charset=utf-8", page.header("Content-Type"));
        assertEquals("nosniff", page.header("X-Content-Type-Options"));
        assertEquals("strict", page.header("Content-Security-Policy"));
        assertEquals(new String(PAGE, StandardCharsets.UTF_8), page.text());
    }

    @Test
    void itIsCompressedForWhoTakesIt() throws Exception {
        var page = gantry.get("/", "Accept-Encoding", "br, gzip");
        assertEquals("gzip", page.header("Content-Encoding"));
        assertEquals("\"t1-gzip\"", page.header("ETag"));
        assertTrue(page.header("Vary").contains("Accept-Encoding"));
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(page.response().body()))) {
            assertEquals(PAGE.length, unpacked.readAllBytes().length);
        }
        assertEquals("", gantry.get("/", "Accept-Encoding", "gzip;q=0").header("Content-Encoding"));
        assertEquals("\"t1\"", gantry.get("/").header("ETag"));
    }

    @Test
    void whoHasItIsNotSentItAgain() throws Exception {
        var again = gantry.get("/", "If-None-Match", "\"t1\"");
        assertEquals(304, again.status());
        assertEquals("no-cache", again.header("Cache-Control"));
        assertEquals("\"t1\"", again.header("ETag"));
        assertEquals(200, gantry.get("/", "If-None-Match", "\"t0\"").status());
        assertEquals(
                "public, max-age=31536000, immutable",
                gantry.get("/assets/x").header("Cache-Control"));
    }

    @Test
    void theNearestOfSeveralAnswersFirst() throws Exception {
        Map<String, String> pages = new ConcurrentHashMap<>(Map.of("/runs", "near"));
        Site near =
                new Site() {
                    @Override
                    public String root() {
                        return "/runs";
                    }

                    @Override
                    public Optional<WebFile> find(String path, boolean navigation) {
                        return Optional.ofNullable(pages.get(path))
                                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                                .map(
                                        text ->
                                                new WebFile(
                                                        "text/plain",
                                                        text,
                                                        NOTHING,
                                                        "n",
                                                        false,
                                                        Map.of()));
                    }
                };
        gantry.resources.site(near);
        assertEquals("near", gantry.get("/runs", "Accept", "text/html").text());
        assertEquals("\"t1\"", gantry.get("/").header("ETag"));
        pages.clear();
        assertEquals("\"t1\"", gantry.get("/runs", "Accept", "text/html").header("ETag"));
        pages.put("/runsaway", "far");
        assertEquals(404, gantry.get("/runsaway").status());
    }

    @Test
    void itTakesNothingFromTheApi() throws Exception {
        assertEquals(200, gantry.get("/healthz", "Accept", "text/html").status());
        assertEquals(
                401, gantry.get("/metrics", "Authorization", "", "Accept", "text/html").status());
        assertEquals(404, gantry.get("/api/v1/none", "Accept", "text/html").status());
        assertEquals(404, gantry.post("/", "{}").status());
        assertEquals(404, gantry.get("/assets/none").status());
    }

    @Test
    void aBrowserIsToldFromAProgram() throws Exception {
        assertEquals(200, gantry.get("/runs", "Accept", "text/html,*/*;q=0.8").status());
        assertEquals(404, gantry.get("/runs").status());
    }

    @Test
    void withoutItTheApiAnswersByItself() throws Exception {
        gantry.resources.noSite(site);
        assertEquals(404, gantry.get("/").status());
        assertEquals(200, gantry.get("/healthz").status());
    }

    private static Optional<WebFile> find(String path, boolean navigation) {
        if (path.equals("/assets/x")) {
            return Optional.of(new WebFile("text/css", PAGE, new byte[0], "x", true, Map.of()));
        }
        if (!path.equals("/") && !(navigation && path.equals("/runs"))) {
            return Optional.empty();
        }
        return Optional.of(
                new WebFile(
                        "text/html; charset=utf-8",
                        PAGE,
                        packed(),
                        "t1",
                        false,
                        Map.of("Content-Security-Policy", "strict")));
    }

    private static byte[] packed() {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
