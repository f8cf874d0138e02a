package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Resource;
import dev.gantry.spi.catalog.PanelLook;
import dev.gantry.spi.panel.PanelFile;
import dev.gantry.spi.panel.PanelInfo;
import dev.gantry.spi.panel.Panels;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What plugins show in the console. */
@Component
public final class PanelResource implements Resource {
    /**
     * The frame that a panel runs in is of no origin, so that it loads as a stranger would: without
     * a session. Opened by itself a file is a document that runs nothing, of no origin either.
     */
    private static final Map<String, String> FILE_HEADERS =
            Map.of(
                    "Access-Control-Allow-Origin",
                    "*",
                    "Cross-Origin-Resource-Policy",
                    "cross-origin",
                    "Cache-Control",
                    "public, max-age=31536000, immutable",
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; sandbox");

    private final Panels panels;

    /** Over the panels of the plugins in service. */
    @Activate
    public PanelResource(@Reference Panels panels) {
        this.panels = panels;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listPanels",
                this::list,
                "getPanel",
                this::get,
                "getPanelData",
                this::data,
                "getPanelFile",
                this::file);
    }

    private Answer list(Call call) {
        String plugin = call.query().text("plugin");
        List<PanelInfo> wanted =
                panels.list().stream()
                        .filter(each -> plugin == null || each.provider().plugin().equals(plugin))
                        .toList();
        return Paging.answer(call.query(), wanted, PanelResource::key, PanelResource::json);
    }

    private Answer get(Call call) {
        String plugin = call.path("plugin");
        String id = call.path("id");
        return panels.find(plugin, id)
                .map(found -> Answer.json(200, json(found)))
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        Problem.notFound(
                                                "No plugin in service has the panel "
                                                        + plugin
                                                        + "/"
                                                        + id
                                                        + "; GET /api/v1/panels lists all.")));
    }

    private Answer data(Call call) {
        String query = call.query().text("query");
        String answer =
                panels.data(call.path("plugin"), call.path("id"), query == null ? "{}" : query);
        return Answer.bytes(
                200,
                "application/json",
                (answer == null ? "null" : answer).getBytes(StandardCharsets.UTF_8));
    }

    private Answer file(Call call) {
        call.noOwnPage();
        PanelFile file =
                panels.file(
                        call.path("plugin"),
                        call.path("id"),
                        call.path("sha256"),
                        call.path("file"));
        Answer.Whole answer = Answer.bytes(200, file.contentType(), file.bytes());
        for (Map.Entry<String, String> header : FILE_HEADERS.entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    private static String key(PanelInfo panel) {
        return panel.provider().plugin() + "/" + panel.id();
    }

    private static ObjectNode json(PanelInfo panel) {
        PanelLook look = panel.look();
        ObjectNode node = Json.object();
        node.put("id", panel.id());
        Json.revision(node, "plugin", panel.provider());
        node.put("title", panel.title());
        node.put("description", panel.description());
        Json.lower(node, "place", look.place());
        Json.put(node, "refresh", look.refresh());
        Json.texts(node, "events", look.events());
        node.put(
                "module",
                "/api/v1/panels/%s/files/%s/%s"
                        .formatted(
                                key(panel),
                                panel.provider().sha256(),
                                look.module().substring(look.module().lastIndexOf('/') + 1)));
        Json.raw(node, "query", panel.query());
        Json.raw(node, "data", panel.answer());
        return node;
    }
}
