package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.LimitedStream;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Query;
import dev.gantry.http.Resource;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.Plugins;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** JARs that come in: to be planned, or to be dropped. */
@Component
public final class PluginUploads implements Resource {
    /** Largest JAR, in bytes. */
    static final long LIMIT = 256L << 20;

    private final Plugins plugins;

    /** Over the plugins of this Gantry. */
    @Activate
    public PluginUploads(@Reference Plugins plugins) {
        this.plugins = plugins;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of("uploadPlugin", this::upload, "planPlugin", this::plan);
    }

    private Answer upload(Call call) throws IOException {
        String filename = filename(call);
        boolean override = call.query().flag("override");
        PluginInfo plugin =
                read(call, content -> plugins.upload(filename, content, override, call.by()));
        return Answer.json(201, PluginJson.plugin(plugin)).at("/api/v1/plugins/", plugin.id());
    }

    private Answer plan(Call call) throws IOException {
        String filename = filename(call);
        return Answer.json(
                200, PlanJson.plan(read(call, content -> plugins.plan(filename, content))));
    }

    private static String filename(Call call) {
        String filename = call.query().text("filename");
        if (filename == null) {
            throw Query.wrong(
                    "filename", "is missing; name the file, as in ?filename=acme-1.0.jar");
        }
        return filename;
    }

    /** A failure that began with the body is told as what it is. */
    private static <T> T read(Call call, Function<LimitedStream, T> reader) throws IOException {
        try (LimitedStream content = call.stream(LIMIT)) {
            try {
                return reader.apply(content);
            } catch (RuntimeException e) {
                Optional<ProblemException> refusal = content.refusal();
                throw refusal.isPresent() ? refusal.get() : e;
            }
        }
    }
}
