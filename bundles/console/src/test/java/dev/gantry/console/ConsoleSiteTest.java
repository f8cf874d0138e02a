package dev.gantry.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.web.WebFile;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

class ConsoleSiteTest {
    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"");
    private static final Pattern MAP = Pattern.compile("<script type=\"importmap\">(.*?)</script>");
    private static final Pattern IMPORT =
            Pattern.compile(
                    "\\b(?:import|export)\\s*(?:[\\w*{}\\s,$]+?\\bfrom\\s*|)[\"']([^\"']+)[\"']"
                            + "|\\bimport\\(\\s*[\"']([^\"']+)[\"']\\s*\\)");

    private final ConsoleSite site = new ConsoleSite();

    @Test
    void everyNavigationIsAnsweredWithThePage() {
        byte[] page = site.find("/", false).orElseThrow().plain();
        for (String path : Set.of("/runs", "/runs/01J", "/plugins", "/nowhere")) {
            assertArrayEquals(page, site.find(path, true).orElseThrow().plain(), path);
            assertTrue(site.find(path, false).isEmpty(), path);
        }
        assertTrue(site.find("/api/v1/nowhere", true).isEmpty());
    }

    @Test
    void thePolicyAllowsNothingInlineButTheImportMap() throws Exception {
        WebFile page = site.find("/", true).orElseThrow();
        String policy = page.headers().get("Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self' 'sha256-"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        String html = text(page);
        assertFalse(html.contains("<style"), "the policy forbids it");
        assertFalse(html.contains(" style="), "the policy forbids it");
        Matcher map = MAP.matcher(html);
        assertTrue(map.find());
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(map.group(1).getBytes(StandardCharsets.UTF_8));
        assertTrue(policy.contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'"));
        assertFalse(page.forever());
    }

    @Test
    void everyFileThatAFileNamesIsThere() {
        Set<String> seen = reachable(true);
        assertTrue(seen.stream().anyMatch(each -> each.endsWith("/lit-html.js")), seen::toString);
        assertTrue(seen.stream().anyMatch(each -> each.endsWith("/overview.js")), seen::toString);
    }

    @Test
    void filesOfAnotherBuildAreNotThere() {
        assertTrue(site.find("/assets/0000000000000000/app.js", false).isEmpty());
        assertTrue(site.find("/assets/app.js", false).isEmpty());
        assertTrue(site.find("/assets/files.txt", false).isEmpty());
        String base = base();
        assertTrue(site.find(base + "files.txt", false).isEmpty());
        assertTrue(site.find(base + "index.html", false).isEmpty());
        assertTrue(site.find(base + "../ConsoleSite.class", false).isEmpty());
    }

    @Test
    void whatIsCompressedIsTheSame() throws Exception {
        for (String path : reachable(true)) {
            WebFile file = site.find(path, false).orElseThrow();
            assertTrue(file.forever(), path);
            if (file.gzip().length == 0) {
                continue;
            }
            assertTrue(file.gzip().length < file.plain().length, path);
            try (var in = new GZIPInputStream(new ByteArrayInputStream(file.gzip()))) {
                assertArrayEquals(file.plain(), in.readAllBytes(), path);
            }
        }
    }

    @Test
    void theFrameOfPanelsIsOfNoOriginAndConnectsToNothing() {
        WebFile frame = site.find(base() + "frame.html", true).orElseThrow();
        String policy = frame.headers().get("Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none';"), policy);
        assertTrue(policy.contains("connect-src 'none';"), policy);
        assertTrue(policy.contains("frame-ancestors 'self';"), policy);
        assertTrue(policy.endsWith("; sandbox allow-scripts"), policy);
        assertFalse(frame.headers().containsKey("Access-Control-Allow-Origin"));
        assertFalse(
                site.find("/", true)
                        .orElseThrow()
                        .headers()
                        .containsKey("Access-Control-Allow-Origin"));
        Matcher link = LINK.matcher(text(frame));
        Set<String> loaded = new TreeSet<>();
        while (link.find()) {
            loaded.addAll(imported(link.group(1), true));
        }
        loaded.addAll(imported(resolved("/", "lit"), true));
        assertTrue(loaded.stream().anyMatch(each -> each.endsWith("/frame.js")), loaded::toString);
        for (String path : loaded) {
            assertEquals(
                    "*",
                    site.find(path, false)
                            .orElseThrow()
                            .headers()
                            .get("Access-Control-Allow-Origin"),
                    path);
        }
        assertTrue(resolved("/", "gantry").endsWith("/frame.js"));
    }

    /** The page, and all that it loads by itself, with the first page's own files. */
    @Test
    void theFirstViewIsSmall() {
        int size = site.find("/", true).orElseThrow().gzip().length;
        Set<String> files = reachable(false);
        files.addAll(imported(base() + "pages/overview.js", false));
        for (String path : files) {
            WebFile file = site.find(path, false).orElseThrow();
            size += file.gzip().length == 0 ? file.plain().length : file.gzip().length;
        }
        assertTrue(size < 150_000, size + " bytes");
    }

    @Test
    void thePreloadsAreWhatTheShellImports() {
        Set<String> preloaded = new TreeSet<>();
        Matcher link =
                Pattern.compile("modulepreload\" href=\"([^\"]+)\"")
                        .matcher(text(site.find("/", true).orElseThrow()));
        while (link.find()) {
            preloaded.add(link.group(1));
        }
        Set<String> imported = imported(base() + "app.js", false);
        imported.remove(base() + "app.js");
        assertEquals(new TreeSet<>(imported), preloaded);
    }

    private String base() {
        Matcher link = LINK.matcher(text(site.find("/", true).orElseThrow()));
        assertTrue(link.find());
        return link.group(1).substring(0, link.group(1).indexOf('/', "/assets/".length()) + 1);
    }

    private Set<String> reachable(boolean lazily) {
        Set<String> all = new HashSet<>();
        Matcher link = LINK.matcher(text(site.find("/", true).orElseThrow()));
        while (link.find()) {
            all.addAll(imported(link.group(1), lazily));
        }
        return all;
    }

    /** A file and all that it imports; {@code lazily}: what it imports when that is wanted, too. */
    private Set<String> imported(String first, boolean lazily) {
        Set<String> seen = new HashSet<>();
        Deque<String> left = new ArrayDeque<>(Set.of(first));
        while (!left.isEmpty()) {
            String path = left.pop();
            if (!seen.add(path)) {
                continue;
            }
            WebFile file =
                    site.find(path, false)
                            .orElseThrow(() -> new AssertionError(path + " is not there"));
            if (!path.endsWith(".js")) {
                continue;
            }
            Matcher found = IMPORT.matcher(text(file));
            while (found.find()) {
                if (found.group(1) != null) {
                    left.add(resolved(path, found.group(1)));
                } else if (lazily) {
                    left.add(resolved(path, found.group(2)));
                }
            }
        }
        return seen;
    }

    private String resolved(String from, String name) {
        if (name.startsWith(".")) {
            return java.net.URI.create(from).resolve(name).toString();
        }
        Matcher map = MAP.matcher(text(site.find("/", true).orElseThrow()));
        assertTrue(map.find());
        Matcher entry =
                Pattern.compile("\"(" + Pattern.quote(name) + ")\":\"([^\"]+)\"")
                        .matcher(map.group(1));
        if (entry.find()) {
            return entry.group(2);
        }
        String folder = name.substring(0, name.indexOf('/') + 1);
        Matcher below =
                Pattern.compile("\"" + Pattern.quote(folder) + "\":\"([^\"]+)\"")
                        .matcher(map.group(1));
        assertTrue(below.find(), name + " is not in the import map");
        return below.group(1) + name.substring(folder.length());
    }

    private static String text(WebFile file) {
        return new String(file.plain(), StandardCharsets.UTF_8);
    }
}
