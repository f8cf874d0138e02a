package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Resource;
import dev.gantry.spi.config.ConfigVersion;
import dev.gantry.spi.config.PluginConfig;
import dev.gantry.spi.config.PluginConfigs;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The configuration of plugins: look, set, read its history, go back. */
@Component
public final class ConfigResource implements Resource {
    private final PluginConfigs configs;

    /** Over the configuration of this Gantry's plugins. */
    @Activate
    public ConfigResource(@Reference PluginConfigs configs) {
        this.configs = configs;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "getPluginConfig", this::get,
                "putPluginConfig", this::put,
                "listPluginConfigVersions", this::history,
                "restorePluginConfig", this::restore);
    }

    private Answer get(Call call) {
        PluginConfig found = configs.find(call.path("id"));
        return Versioned.get(call, json(found), found.version());
    }

    private Answer put(Call call) throws IOException {
        String id = call.path("id");
        String values = call.object();
        return answer(
                Versioned.change(
                        call,
                        version(id),
                        expected -> configs.put(id, values, expected, call.by())));
    }

    private Answer restore(Call call) {
        String id = call.path("id");
        long version = number(call.path("version"));
        return answer(
                Versioned.change(
                        call,
                        version(id),
                        expected -> configs.restore(id, version, expected, call.by())));
    }

    private Answer history(Call call) {
        int limit = call.query().limit();
        long before = call.query().number("cursor", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        List<ConfigVersion> found = configs.history(call.path("id"), before, limit + 1);
        List<ConfigVersion> page = found.subList(0, Math.min(limit, found.size()));
        String next = found.size() > limit ? Long.toString(page.getLast().version()) : null;
        return Paging.answer(page.stream().map(ConfigResource::json).toList(), next);
    }

    /** The version now; empty while nobody configured the plugin. */
    private OptionalLong version(String id) {
        long version = configs.find(id).version();
        return version == 0 ? OptionalLong.empty() : OptionalLong.of(version);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    Problem.notFound(
                            "There is no version " + text + "; versions are numbers from 1."));
        }
    }

    private static Answer answer(PluginConfig config) {
        return Versioned.answer(200, json(config), config.version());
    }

    private static ObjectNode json(PluginConfig config) {
        ObjectNode node = Json.object();
        node.put("plugin", config.plugin());
        node.put("version", config.version());
        Json.raw(node, "values", config.values());
        Json.raw(node, "effective", config.effective());
        Json.put(node, "at", config.at());
        node.put("by", config.by());
        node.put("inForce", config.inForce());
        node.put("problem", config.problem());
        node.put("file", config.file());
        Json.raw(node, "schema", config.schema());
        return node;
    }

    private static ObjectNode json(ConfigVersion version) {
        ObjectNode node = Json.object();
        node.put("version", version.version());
        Json.raw(node, "values", version.values());
        Json.put(node, "at", version.at());
        node.put("by", version.by());
        return node;
    }
}
