package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Query;
import dev.gantry.http.Resource;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.PluginNote;
import dev.gantry.spi.plugin.Plugins;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.Usages;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plugins: look, read their history, ask why, delete. */
@Component
public final class PluginResource implements Resource {
    private final Plugins plugins;
    private final Usages usages;
    private final InstantSource clock;

    /** Over the plugins of this Gantry. */
    @Activate
    public PluginResource(@Reference Plugins plugins, @Reference Usages usages) {
        this(plugins, usages, InstantSource.system());
    }

    /** With a clock, which tells what is overdue. */
    public PluginResource(Plugins plugins, Usages usages, InstantSource clock) {
        this.plugins = plugins;
        this.usages = usages;
        this.clock = clock;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listPlugins", this::list,
                "getPlugin", this::get,
                "pluginHistory", this::history,
                "whyPlugin", this::why,
                "deletePlugin", this::delete,
                "deletePluginVersion", this::deleteVersion);
    }

    private Answer list(Call call) {
        List<PluginInfo> all =
                plugins.list().stream().sorted(Comparator.comparing(PluginInfo::id)).toList();
        return Paging.answer(call.query(), all, PluginInfo::id, PluginJson::plugin);
    }

    private Answer get(Call call) {
        return Answer.json(200, UsageJson.add(PluginJson.plugin(find(call)), usages));
    }

    private Answer history(Call call) {
        Query query = call.query();
        int limit = query.limit();
        long before = query.number("cursor", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        List<PluginNote> notes = plugins.history(call.path("id"), before, limit + 1);
        List<PluginNote> page = notes.subList(0, Math.min(limit, notes.size()));
        String next = notes.size() > limit ? Long.toString(page.getLast().id()) : null;
        return Paging.answer(page.stream().map(PluginJson::note).toList(), next);
    }

    private Answer why(Call call) {
        PluginInfo plugin = find(call);
        return Answer.json(200, Why.of(plugin, call.path("id"), clock.instant()).json(plugin.id()));
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
        return Answer.json(200, PluginJson.plugin(plugins.delete(call.path("id"), null)));
    }

    private Answer deleteVersion(Call call) {
        return Answer.json(
                200, PluginJson.plugin(plugins.delete(call.path("id"), call.path("version"))));
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
}
