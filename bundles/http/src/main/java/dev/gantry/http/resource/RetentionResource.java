package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.spi.retention.Pruning;
import dev.gantry.spi.retention.Retention;
import dev.gantry.spi.retention.RetentionRule;
import dev.gantry.spi.retention.TaskRetention;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** How long finished runs are kept, and what is kept. */
@Component
public final class RetentionResource implements Resource {
    private static final Set<String> RULE = Set.of("age", "deadLetters", "runs", "bytes", "by");

    private final Retention retention;

    /** Over the retention of this Gantry. */
    @Activate
    public RetentionResource(@Reference Retention retention) {
        this.retention = retention;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listRetention", this::list,
                "getRetention", this::get,
                "putRetention", this::put,
                "deleteRetention", this::delete,
                "runRetention", this::run);
    }

    private Answer list(Call call) {
        ObjectNode node = Json.object();
        node.set("defaults", json(retention.defaults()));
        retention
                .last()
                .ifPresentOrElse(last -> node.set("last", json(last)), () -> node.putNull("last"));
        ArrayNode items = node.putArray("items");
        retention.list().forEach(task -> items.add(json(task)));
        node.putNull("next");
        return Answer.json(200, node);
    }

    private Answer get(Call call) {
        TaskRetention found = retention.of(call.path("task"));
        return found.rule() == null
                ? Answer.json(200, json(found))
                : Versioned.get(call, json(found), found.version());
    }

    private Answer put(Call call) throws IOException {
        String task = call.path("task");
        Body body = call.body(RULE);
        Duration age = body.duration("age", null);
        Duration deadLetters = body.duration("deadLetters", null);
        Long runs = body.whole("runs");
        Long bytes = body.whole("bytes");
        String by = SteerResource.by(call, body);
        RetentionRule rule = body.build(() -> new RetentionRule(age, deadLetters, runs, bytes));
        TaskRetention set =
                Versioned.change(
                        call, version(task), expected -> retention.put(task, rule, expected, by));
        return Versioned.answer(200, json(set), set.version());
    }

    private Answer delete(Call call) {
        String task = call.path("task");
        Versioned.change(
                call,
                version(task),
                expected -> {
                    retention.delete(task, expected);
                    return null;
                });
        return Answer.empty(204);
    }

    private OptionalLong version(String task) {
        TaskRetention found = retention.of(task);
        return found.rule() == null ? OptionalLong.empty() : OptionalLong.of(found.version());
    }

    private Answer run(Call call) throws IOException {
        Body body = call.body(Set.of("dryRun"));
        boolean dryRun = body.flag("dryRun", false);
        return Answer.json(200, json(body.build(() -> retention.run(dryRun))));
    }

    private static ObjectNode json(TaskRetention task) {
        ObjectNode node = Json.object();
        node.put("task", task.task());
        if (task.rule() == null) {
            node.putNull("rule");
        } else {
            node.set("rule", json(task.rule()));
        }
        node.put("version", task.version());
        Json.put(node, "at", task.at());
        node.put("by", task.by());
        node.set("effective", json(task.effective()));
        node.put("runs", task.runs());
        node.put("bytes", task.bytes());
        Json.put(node, "oldest", task.oldest());
        return node;
    }

    private static ObjectNode json(RetentionRule rule) {
        ObjectNode node = Json.object();
        Json.put(node, "age", rule.age());
        Json.put(node, "deadLetters", rule.deadLetters());
        node.put("runs", rule.runs());
        node.put("bytes", rule.bytes());
        return node;
    }

    private static ObjectNode json(Pruning pruning) {
        ObjectNode node = Json.object();
        node.put("dryRun", pruning.dryRun());
        Json.put(node, "at", pruning.at());
        Json.put(node, "took", pruning.took());
        node.put("runs", pruning.runs());
        ArrayNode tasks = node.putArray("tasks");
        for (Pruning.Of of : pruning.tasks()) {
            tasks.addObject()
                    .put("task", of.task())
                    .put("runs", of.runs())
                    .put("bytes", of.bytes());
        }
        return node;
    }
}
