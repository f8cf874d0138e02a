package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Resource;
import dev.gantry.spi.plugin.CanarySpec;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.Plugins;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a person decides about a plugin. Each answer is the plugin as it is then. */
@Component
public final class PluginDecisions implements Resource {
    private static final Set<String> CANARY =
            Set.of("steps", "tenant", "labels", "bake", "minimum");

    private final Plugins plugins;

    /** Over the plugins of this Gantry. */
    @Activate
    public PluginDecisions(@Reference Plugins plugins) {
        this.plugins = plugins;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "activatePluginVersion", this::activate,
                "forceDrain", this::force,
                "rollBackPlugin", call -> answer(plugins.rollBack(call.path("id"), call.by())),
                "promotePlugin", call -> answer(plugins.promote(call.path("id"), call.by())),
                "pinPlugin", this::pin,
                "unpinPlugin", call -> answer(plugins.unpin(call.path("id"), call.by())),
                "disablePlugin", call -> answer(plugins.disable(call.path("id"), call.by())),
                "enablePlugin", call -> answer(plugins.enable(call.path("id"), call.by())),
                "limitPlugin", this::limit);
    }

    private Answer activate(Call call) throws IOException {
        Body body = call.body(Set.of("canary", "override"));
        CanarySpec canary = body.object("canary", CANARY).map(PluginDecisions::canary).orElse(null);
        boolean override = body.flag("override", false);
        String version = body.build(() -> call.path("version"));
        return answer(plugins.activate(call.path("id"), version, canary, override, call.by()));
    }

    private static CanarySpec canary(Body body) {
        List<Integer> steps = body.integers("steps", CanarySpec.DEFAULT.steps());
        String tenant = body.text("tenant", null);
        Map<String, String> labels = body.texts("labels");
        Duration bake = body.duration("bake", CanarySpec.DEFAULT.bake());
        int minimum = body.integer("minimum", CanarySpec.DEFAULT.minimum());
        return body.build(() -> new CanarySpec(steps, tenant, labels, bake, minimum));
    }

    private Answer force(Call call) {
        return answer(plugins.force(call.path("id"), call.path("version"), call.by()));
    }

    private Answer pin(Call call) throws IOException {
        Body body = call.body(Set.of("version"));
        String version = body.text("version", null);
        String id = body.build(() -> call.path("id"));
        return answer(plugins.pin(id, version, call.by()));
    }

    private Answer limit(Call call) throws IOException {
        Body body = call.body(Set.of("attempts"));
        int attempts = body.required("attempts", 0, Integer.MAX_VALUE);
        String id = body.build(() -> call.path("id"));
        return answer(plugins.limit(id, attempts, call.by()));
    }

    private static Answer answer(PluginInfo plugin) {
        return Answer.json(200, PluginJson.plugin(plugin));
    }
}
