package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.spi.log.LogLevels;
import dev.gantry.spi.plugin.Plugins;
import dev.gantry.spi.run.GantryException;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How much is logged, per logger and per plugin. */
@Component
public final class LogLevelResource implements Resource {
    private static final Set<String> MEMBERS = Set.of("level");

    private final LogLevels levels;
    private final Plugins plugins;

    /** Over the log of this Gantry. */
    @Activate
    public LogLevelResource(@Reference LogLevels levels, @Reference Plugins plugins) {
        this.levels = levels;
        this.plugins = plugins;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listLogLevels", call -> answer(levels.levels()),
                "putLogLevel", call -> answer(levels.logger(call.path("logger"), level(call))),
                "deleteLogLevel", call -> answer(levels.logger(call.path("logger"), null)),
                "putPluginLevel", call -> answer(levels.plugin(known(call), level(call))),
                "deletePluginLevel", call -> answer(levels.plugin(call.path("id"), null)));
    }

    private String known(Call call) {
        String id = call.path("id");
        if (plugins.find(id).isEmpty()) {
            throw new GantryException(
                    GantryException.Code.NOT_FOUND,
                    "There is no plugin " + id + "; GET /api/v1/plugins lists them");
        }
        return id;
    }

    private static LogLevels.Level level(Call call) throws IOException {
        Body body = call.body(MEMBERS);
        body.required("level");
        LogLevels.Level level = body.constant("level", LogLevels.Level.class, null);
        return body.build(() -> level);
    }

    private static Answer answer(LogLevels.Levels levels) {
        ObjectNode node = Json.object();
        put(node.putObject("loggers"), levels.loggers());
        put(node.putObject("plugins"), levels.plugins());
        return Answer.json(200, node);
    }

    private static void put(ObjectNode node, Map<String, LogLevels.Level> levels) {
        levels.forEach((name, level) -> node.put(name, level.name().toLowerCase(Locale.ROOT)));
    }
}
