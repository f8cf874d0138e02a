package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.LimitedStream;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Query;
import dev.gantry.http.Resource;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.Plugins;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionState;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plugins: look, upload, delete, choose a version, ask why. */
@Component
public final class PluginResource implements Resource {
    /** Largest JAR, in bytes. */
    static final long UPLOAD_LIMIT = 256L << 20;

    private final Plugins plugins;

    /** Over the plugins of this Gantry. */
    @Activate
    public PluginResource(@Reference Plugins plugins) {
        this.plugins = plugins;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listPlugins", this::list,
                "uploadPlugin", this::upload,
                "getPlugin", call -> Answer.json(200, json(find(call))),
                "deletePlugin", this::delete,
                "deletePluginVersion", this::deleteVersion,
                "activatePluginVersion", this::activate,
                "whyPlugin", call -> Answer.json(200, why(call.path("id"), find(call))));
    }

    private Answer list(Call call) {
        List<PluginInfo> all =
                plugins.list().stream().sorted(Comparator.comparing(PluginInfo::id)).toList();
        return Paging.answer(call.query(), all, PluginInfo::id, PluginResource::json);
    }

    private Answer upload(Call call) throws IOException {
        String filename = call.query().text("filename");
        if (filename == null) {
            throw Query.wrong(
                    "filename", "is missing; name the file, as in ?filename=acme-1.0.jar");
        }
        try (LimitedStream content = call.stream(UPLOAD_LIMIT)) {
            PluginInfo plugin = accept(filename, content);
            String path =
                    URLEncoder.encode(plugin.id(), StandardCharsets.UTF_8).replace("+", "%20");
            return Answer.json(201, json(plugin)).with("Location", "/api/v1/plugins/" + path);
        }
    }

    private PluginInfo accept(String filename, LimitedStream content) {
        try {
            return plugins.upload(filename, content, false, "api");
        } catch (RuntimeException e) {
            throw content.exceeded() ? content.refusal() : e;
        }
    }

    private Answer delete(Call call) {
        PluginInfo plugin = find(call);
        Optional<RevisionInfo> versioned =
                plugin.versions().stream().filter(each -> each.version() != null).findFirst();
        if (versioned.isPresent()) {
            throw new ProblemException(
                    Problem.of(
                            409,
                            "conflict",
                            call.path("id")
                                    + " is a plugin; say which version: DELETE /api/v1/plugins/"
                                    + plugin.id()
                                    + "/versions/"
                                    + versioned.get().version()));
        }
        return Answer.json(200, json(plugins.delete(call.path("id"), null)));
    }

    private Answer deleteVersion(Call call) {
        return Answer.json(200, json(plugins.delete(call.path("id"), call.path("version"))));
    }

    private Answer activate(Call call) {
        return Answer.json(
                200,
                json(plugins.activate(call.path("id"), call.path("version"), null, false, "api")));
    }

    private PluginInfo find(Call call) {
        String id = call.path("id");
        return plugins.find(id)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        Problem.notFound(
                                                "There is no plugin and no file "
                                                        + id
                                                        + "; GET /api/v1/plugins lists all.")));
    }

    private static ObjectNode why(String asked, PluginInfo plugin) {
        ObjectNode node = Json.object();
        node.put("id", plugin.id());
        RevisionInfo revision = inQuestion(asked, plugin).orElse(null);
        Json.lower(node, "state", revision == null ? null : revision.state());
        node.put("reason", revision == null ? null : revision.reason());
        node.put("detail", revision == null ? null : revision.detail());
        node.put("version", revision == null ? null : revision.version());
        node.put("file", revision == null ? null : revision.file());
        return node;
    }

    /** The revision of the file that was asked for; else the newest that has something to say. */
    private static Optional<RevisionInfo> inQuestion(String asked, PluginInfo plugin) {
        List<RevisionInfo> all = plugin.versions();
        return all.stream()
                .filter(each -> asked.equals(each.file()) && each.state() != RevisionState.RETIRED)
                .findFirst()
                .or(
                        () ->
                                all.stream()
                                        .filter(each -> each.state() != RevisionState.RETIRED)
                                        .filter(each -> each.reason() != null)
                                        .findFirst())
                .or(
                        () ->
                                all.stream()
                                        .filter(each -> each.state() == RevisionState.ACTIVE)
                                        .findFirst())
                .or(() -> all.stream().findFirst());
    }

    private static ObjectNode json(PluginInfo plugin) {
        ObjectNode node = Json.object();
        node.put("id", plugin.id());
        node.put("name", plugin.name());
        node.put("active", plugin.active());
        ArrayNode versions = node.putArray("versions");
        for (RevisionInfo revision : plugin.versions()) {
            ObjectNode one = versions.addObject();
            one.put("version", revision.version());
            one.put("sha256", revision.sha256());
            one.put("file", revision.file());
            Json.lower(one, "state", revision.state());
            one.put("reason", revision.reason());
            one.put("detail", revision.detail());
            Json.texts(one, "tasks", revision.tasks());
            Json.texts(one, "detectors", revision.detectors());
            Json.put(one, "since", revision.since());
            one.put("leases", revision.leases());
        }
        return node;
    }
}
