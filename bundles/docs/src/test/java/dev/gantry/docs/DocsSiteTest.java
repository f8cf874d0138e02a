package dev.gantry.docs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.web.WebFile;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

class DocsSiteTest {
    private static final Path DOCS = Path.of("../../distribution/docs");
    private static final Pattern NAMED = Pattern.compile(" (?:src|href)=\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

    private final DocsSite site = new DocsSite();

    @Test
    void everyFileIsAPage() throws IOException {
        List<String> files = files(".md");
        assertTrue(files.size() > 40, files::toString);
        for (String file : files) {
            assertTrue(text(address(file)).contains("<h1 id="), file);
        }
    }

    @Test
    void everyPageIsInTheContents() throws IOException {
        String contents = Files.readString(DOCS.resolve("contents.md"));
        List<String> missing =
                files(".md").stream()
                        .filter(file -> !file.startsWith("adr/0") && !file.equals("contents.md"))
                        .filter(file -> !contents.contains("](" + file + ")"))
                        .toList();
        assertEquals(List.of(), missing, "give each a line in distribution/docs/contents.md");
        for (String file : files(".md")) {
            if (file.startsWith("adr/0")) {
                assertTrue(text("/docs/adr").contains("\"" + address(file) + "\""), file);
            }
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        Map<String, String> pages = new HashMap<>();
        for (String file : files(".md")) {
            pages.put(address(file), text(address(file)));
        }
        List<String> broken = new ArrayList<>();
        pages.forEach(
                (address, html) ->
                        NAMED.matcher(html)
                                .results()
                                .map(found -> found.group(1))
                                .filter(to -> !leads(address, to, pages))
                                .forEach(to -> broken.add(address + " → " + to)));
        assertEquals(List.of(), broken);
    }

    @Test
    void whereTheConsoleLinksToIsThere() throws IOException {
        Pattern link = Pattern.compile("(?:docs: |docs\\(|href=)\"(?:/docs/)?([a-z#/-]+)\"");
        List<String> broken = new ArrayList<>();
        int links = 0;
        try (Stream<Path> all = Files.walk(Path.of("../console/src/main/web"))) {
            for (Path file : all.filter(each -> each.toString().endsWith(".js")).toList()) {
                for (var found : link.matcher(Files.readString(file)).results().toList()) {
                    String to = found.group(1);
                    if (found.group().startsWith("href=") && !found.group().contains("/docs/")) {
                        continue;
                    }
                    links++;
                    String page = "/docs/" + to.split("#")[0];
                    if (!leads(page, "/docs/" + to, Map.of(page, text(page)))) {
                        broken.add(file.getFileName() + " → " + to);
                    }
                }
            }
        }
        assertTrue(links > 20, links + " links");
        assertEquals(List.of(), broken);
    }

    @Test
    void whatLeadsOutOfTheDocsIsInTheSources() throws IOException {
        TreeSet<String> broken = new TreeSet<>();
        for (String file : files(".md")) {
            LINK.matcher(Files.readString(DOCS.resolve(file)))
                    .results()
                    .map(found -> found.group(1))
                    .filter(to -> to.startsWith("../"))
                    .filter(to -> !Files.exists(DOCS.resolve(file).resolveSibling(to)))
                    .forEach(to -> broken.add(file + " → " + to));
        }
        assertEquals(new TreeSet<>(), broken);
    }

    @Test
    void itsScriptTakesTheColoursFromTheConsole() throws IOException {
        String script = Files.readString(Path.of("src/main/web/docs.js"));
        assertFalse(script.contains("localStorage"), script);
        assertTrue(script.contains("from \"./core/theme.js\""), script);
        assertEquals(
                Files.readString(Path.of("../console/src/main/web/core/theme.js")),
                text(base() + "core/theme.js"));
    }

    @Test
    void thePolicyAllowsNothingInline() throws IOException {
        for (String file : files(".md")) {
            WebFile page = site.find(address(file), true).orElseThrow();
            String policy = page.headers().get("Content-Security-Policy");
            assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
            assertFalse(policy.contains("unsafe"), policy);
            String html = text(address(file));
            assertFalse(html.contains("<style") || html.contains(" style="), file);
            assertFalse(html.replaceAll("<script [^>]*src=", "").contains("<script"), file);
            assertFalse(html.contains("{{"), file);
        }
    }

    @Test
    void aPageHasItsPlaceInTheNavigation() {
        String html = text("/docs/schedules");
        assertTrue(html.contains("<a href=\"/docs/schedules\" aria-current=\"page\">"), html);
        assertTrue(html.contains("aria-label=\"On this page\""), html);
        assertTrue(html.contains("rel=\"next\"") && html.contains("rel=\"prev\""), html);
        assertTrue(text("/docs").contains("<h2 id=\"tutorial\">"));
        assertArrayEquals(plain("/docs"), plain("/docs/"));
        assertArrayEquals(plain("/docs/schedules"), plain("/docs/schedules/"));
    }

    @Test
    void theIndexHasAllSections() {
        String base = base();
        String index = text(base + "search.json");
        assertTrue(index.startsWith("[[\"\",\"Gantry docs\",\"Gantry docs\","), index);
        assertTrue(index.contains("[\"settings#the-home\",\"Settings\",\"The home\","));
        int size = site.find(base + "search.json", false).orElseThrow().gzip().length;
        assertTrue(size < 250_000, size + " bytes");
    }

    @Test
    void whatIsNotThereIsNotAnswered() {
        for (String path :
                List.of(
                        "/docs/nowhere",
                        "/docs/index",
                        "/docs/files.txt",
                        "/docs/assets/0000000000000000/docs.css",
                        base() + "files.txt",
                        base() + "../DocsSite.class",
                        "/docs/../DocsSite.class")) {
            assertTrue(site.find(path, true).isEmpty(), path);
        }
    }

    @Test
    void whatIsCompressedIsTheSame() throws Exception {
        for (String path : List.of("/docs", "/docs/security", base() + "docs.css")) {
            WebFile file = site.find(path, false).orElseThrow();
            assertEquals(path.startsWith(base()), file.forever(), path);
            try (var in = new GZIPInputStream(new ByteArrayInputStream(file.gzip()))) {
                assertArrayEquals(file.plain(), in.readAllBytes(), path);
            }
        }
    }

    private boolean leads(String from, String to, Map<String, String> pages) {
        if (to.matches("https?://.*") || to.equals("/")) {
            return true;
        }
        String[] parts = to.split("#", 2);
        String path = parts[0].isEmpty() ? from : parts[0];
        if (path.startsWith("/docs/assets/")) {
            return site.find(path, false).isPresent();
        }
        String html = pages.get(path);
        return html != null
                && (parts.length == 1
                        || ID.matcher(html)
                                .results()
                                .anyMatch(each -> each.group(1).equals(parts[1])));
    }

    private static String address(String file) {
        String path = file.substring(0, file.length() - ".md".length());
        if (path.equals("contents")) {
            return "/docs";
        }
        return "/docs/" + (path.endsWith("/README") ? path.replace("/README", "") : path);
    }

    private static List<String> files(String end) throws IOException {
        try (Stream<Path> all = Files.walk(DOCS)) {
            return all.map(each -> DOCS.relativize(each).toString().replace('\\', '/'))
                    .filter(each -> each.endsWith(end))
                    .sorted()
                    .toList();
        }
    }

    private String base() {
        var found = Pattern.compile("\"(/docs/assets/[^/]+/)").matcher(text("/docs"));
        assertTrue(found.find());
        return found.group(1);
    }

    private byte[] plain(String path) {
        return site.find(path, true)
                .orElseThrow(() -> new AssertionError(path + " is not there"))
                .plain();
    }

    private String text(String path) {
        return new String(plain(path), StandardCharsets.UTF_8);
    }
}
