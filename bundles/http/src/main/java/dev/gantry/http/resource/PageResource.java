package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Resource;

import org.osgi.service.component.annotations.Component;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The pages for people. They hold nothing secret: what they show they ask the API for. */
@Component
public final class PageResource implements Resource {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private final byte[] plugins = load("plugins.html");
    private final Map<String, Answer.Whole> assets =
            Map.of(
                    "plugins.js", file("text/javascript; charset=utf-8", "plugins.js"),
                    "plugins.css", file("text/css; charset=utf-8", "plugins.css"),
                    "gantry.svg", file("image/svg+xml", "gantry.svg"));

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of("pluginsPage", this::plugins, "asset", this::asset);
    }

    private Answer plugins(Call call) {
        return Answer.bytes(200, "text/html; charset=utf-8", plugins)
                .with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer");
    }

    private Answer asset(Call call) {
        Answer.Whole asset = assets.get(call.path("name"));
        if (asset == null) {
            throw new ProblemException(
                    Problem.notFound("There is no such file; /plugins is a page."));
        }
        return asset;
    }

    private static Answer.Whole file(String type, String name) {
        return Answer.bytes(200, type, load(name));
    }

    /** A file beside the API's document. */
    static byte[] load(String name) {
        try (InputStream in = Resource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in this bundle");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
