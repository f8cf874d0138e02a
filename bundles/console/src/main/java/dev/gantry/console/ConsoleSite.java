package dev.gantry.console;

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
 * The console's files. Each navigation is answered with the one page, which finds its way by the
 * address; all else is below an address that changes when one of the files does.
 */
@Component
public final class ConsoleSite implements Site {
    private static final String ASSETS = "/assets/";
    private static final String PAGE = "index.html";
    private static final String FRAME = "frame.html";

    /** So that the frame of a panel can load them, which is a stranger to any origin. */
    private static final Map<String, String> ASSET_HEADERS =
            Map.of(
                    "Access-Control-Allow-Origin",
                    "*",
                    "Cross-Origin-Resource-Policy",
                    "cross-origin");

    private static final byte[] NOTHING = {};

    /** By the end of the name. */
    private static final Map<String, String> TYPES =
            Map.of(
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml",
                    "html", "text/html; charset=utf-8");

    private final String hash;
    private final Set<String> names;
    private final Map<String, String> pageHeaders;
    private final Map<String, String> frameHeaders;
    private final Map<String, WebFile> loaded = new ConcurrentHashMap<>();

    /** Over what the build has put into this bundle. */
    public ConsoleSite() {
        List<String> list = new String(bytes("files.txt"), StandardCharsets.UTF_8).lines().toList();
        hash = list.getFirst();
        names = Set.copyOf(list.subList(2, list.size()));
        pageHeaders = headers(policy(list.get(1)), "DENY");
        frameHeaders = headers(framePolicy(list.get(1)), "SAMEORIGIN");
    }

    @Override
    public Optional<WebFile> find(String path, boolean navigation) {
        if (path.startsWith(ASSETS)) {
            return asset(path.substring(ASSETS.length()));
        }
        boolean page = path.equals("/") || navigation && !path.startsWith("/api/");
        return page ? Optional.of(file(PAGE, false, pageHeaders)) : Optional.empty();
    }

    private Optional<WebFile> asset(String path) {
        String prefix = hash + "/";
        return Optional.of(path)
                .filter(each -> each.startsWith(prefix))
                .map(each -> each.substring(prefix.length()))
                .filter(names::contains)
                .map(name -> file(name, true, name.equals(FRAME) ? frameHeaders : ASSET_HEADERS));
    }

    private WebFile file(String name, boolean forever, Map<String, String> headers) {
        return loaded.computeIfAbsent(
                name,
                each ->
                        new WebFile(
                                type(each),
                                bytes(each),
                                find(each + ".gz").orElse(NOTHING),
                                hash,
                                forever,
                                headers));
    }

    private static String type(String name) {
        return TYPES.getOrDefault(
                name.substring(name.lastIndexOf('.') + 1), "text/plain; charset=utf-8");
    }

    private static Map<String, String> headers(String policy, String framed) {
        return Map.of(
                "Content-Security-Policy",
                policy,
                "X-Frame-Options",
                framed,
                "Referrer-Policy",
                "no-referrer",
                "Cross-Origin-Opener-Policy",
                "same-origin",
                "Permissions-Policy",
                "camera=(), geolocation=(), microphone=()");
    }

    /** Scripts and styles are ours, as files; the one inline script is the import map. */
    private static String policy(String script) {
        return "default-src 'none'; script-src 'self' '"
                + script
                + "'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self';"
                + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                + " require-trusted-types-for 'script'; trusted-types lit-html";
    }

    /**
     * Of the page that panels of plugins run in: whatever they do, it is of no origin and connects
     * to nothing. How they look is theirs.
     */
    private static String framePolicy(String script) {
        return "default-src 'none'; script-src 'self' '"
                + script
                + "'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self';"
                + " connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self';"
                + " sandbox allow-scripts";
    }

    private static byte[] bytes(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalStateException(name + " is not in this bundle"));
    }

    private static Optional<byte[]> find(String name) {
        try (InputStream in = ConsoleSite.class.getResourceAsStream("web/" + name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
