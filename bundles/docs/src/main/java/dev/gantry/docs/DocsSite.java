package dev.gantry.docs;

import dev.gantry.spi.web.Site;
import dev.gantry.spi.web.WebFile;

import org.osgi.service.component.annotations.Component;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The docs as pages, which the build made. What they load is below an address that changes when one
 * of the files does.
 */
@Component
public final class DocsSite implements Site {
    private static final String ROOT = "/docs";
    private static final String ASSETS = ROOT + "/assets/";
    private static final byte[] NOTHING = {};

    /** By the end of the name. */
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "json", "application/json",
                    "svg", "image/svg+xml",
                    "png", "image/png");

    private static final Map<String, String> PAGE_HEADERS =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                            + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                            + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                            + " trusted-types 'none'");

    private final String hash;
    private final Set<String> assets;
    private final Set<String> pages;
    private final Map<String, WebFile> loaded = new ConcurrentHashMap<>();

    /** Over what the build has put into this bundle. */
    public DocsSite() {
        List<String> list = lines("files.txt");
        hash = list.getFirst();
        assets = Set.copyOf(list.subList(1, list.size()));
        pages = Set.copyOf(lines("pages.txt"));
    }

    @Override
    public String root() {
        return ROOT;
    }

    @Override
    public Optional<WebFile> find(String path, boolean navigation) {
        if (path.startsWith(ASSETS)) {
            String prefix = ASSETS + hash + "/";
            return Optional.of(path)
                    .filter(each -> each.startsWith(prefix))
                    .map(each -> each.substring(prefix.length()))
                    .filter(assets::contains)
                    .map(name -> file("assets/" + name, true, Map.of()));
        }
        return page(path.substring(ROOT.length()))
                .map(name -> file("pages/" + name + ".html", false, PAGE_HEADERS));
    }

    /** The page at an address below the root, with or without a slash at the end. */
    private Optional<String> page(String path) {
        String bare = path.startsWith("/") ? path.substring(1) : path;
        String name = bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
        return Optional.of(name)
                .filter(pages::contains)
                .map(each -> each.isEmpty() ? "index" : each);
    }

    private WebFile file(String name, boolean forever, Map<String, String> headers) {
        return loaded.computeIfAbsent(
                name,
                each ->
                        new WebFile(
                                TYPES.get(each.substring(each.lastIndexOf('.') + 1)),
                                bytes(each),
                                find(each + ".gz").orElse(NOTHING),
                                hash,
                                forever,
                                headers));
    }

    private static List<String> lines(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8).lines().toList();
    }

    private static byte[] bytes(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalStateException(name + " is not in this bundle"));
    }

    private static Optional<byte[]> find(String name) {
        try (InputStream in = DocsSite.class.getResourceAsStream("web/" + name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
