package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.spi.run.TaskLimit;
import dev.gantry.spi.run.TaskLimitInfo;
import dev.gantry.spi.run.TaskLimits;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The limits of task types. */
@Component
public final class TaskLimitResource implements Resource {
    private static final Set<String> MEMBERS = Set.of("maxRunning", "maxOpen", "rate");
    private static final Set<String> RATE = Set.of("count", "per");

    private final TaskLimits limits;

    /** Over the limits of this Gantry. */
    @Activate
    public TaskLimitResource(@Reference TaskLimits limits) {
        this.limits = limits;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "getTaskLimits", this::get,
                "putTaskLimits", this::put,
                "deleteTaskLimits", this::delete);
    }

    private Answer get(Call call) {
        TaskLimitInfo found = limits.find(call.path("type"));
        return Versioned.get(call, json(found), found.version());
    }

    private Answer put(Call call) throws IOException {
        String task = call.path("type");
        TaskLimit limit = limit(call.body(MEMBERS));
        OptionalLong current = version(task);
        TaskLimitInfo made =
                Versioned.change(call, current, expected -> limits.put(task, limit, expected));
        return Versioned.made(current, json(made), made.version());
    }

    private Answer delete(Call call) {
        String task = call.path("type");
        return Versioned.change(
                call,
                version(task),
                expected -> {
                    limits.delete(task, expected);
                    return Answer.empty(204);
                });
    }

    /** The version now; empty while it has no limits. */
    private OptionalLong version(String task) {
        return Versioned.present(limits.find(task).version());
    }

    private static TaskLimit limit(Body body) {
        int maxRunning = TenantResource.limit(body, "maxRunning", body.integer("maxRunning", 0));
        int maxOpen = TenantResource.limit(body, "maxOpen", body.integer("maxOpen", 0));
        Optional<Body> rate = body.object("rate", RATE);
        int count = rate.map(part -> part.required("count", 1, 1_000_000)).orElse(0);
        Duration per =
                rate.map(part -> part.duration("per", TaskLimit.NONE.per()))
                        .orElse(TaskLimit.NONE.per());
        return body.build(() -> new TaskLimit(maxRunning, maxOpen, count, per));
    }

    private static ObjectNode json(TaskLimitInfo info) {
        TaskLimit limit = info.limit();
        ObjectNode node = Json.object();
        node.put("task", info.task());
        node.put("version", info.version());
        node.put("maxRunning", limit.maxRunning() == 0 ? null : (Integer) limit.maxRunning());
        node.put("maxOpen", limit.maxOpen() == 0 ? null : (Long) limit.maxOpen());
        if (limit.count() == 0) {
            node.putNull("rate");
        } else {
            ObjectNode rate = node.putObject("rate").put("count", limit.count());
            Json.put(rate, "per", limit.per());
        }
        node.put("running", info.running());
        node.put("waiting", info.waiting());
        node.put("open", info.open() < 0 ? null : (Long) info.open());
        return node;
    }
}
