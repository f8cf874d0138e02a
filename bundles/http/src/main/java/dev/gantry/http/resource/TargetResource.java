package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Resource;
import dev.gantry.spi.resilience.TargetSpec;
import dev.gantry.spi.resilience.TargetStatus;
import dev.gantry.spi.resilience.Targets;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What tasks call outside, and how it is spared. */
@Component
public final class TargetResource implements Resource {
    private static final Set<String> MEMBERS =
            Set.of(
                    "failures",
                    "calls",
                    "period",
                    "delay",
                    "trials",
                    "rate",
                    "per",
                    "concurrent",
                    "wait");

    private final Targets targets;

    /** Over the targets of this Gantry. */
    @Activate
    public TargetResource(@Reference Targets targets) {
        this.targets = targets;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listTargets", this::list,
                "getTarget", this::get,
                "putTarget", this::put,
                "deleteTarget", this::delete,
                "resetTarget", call -> Answer.json(200, json(targets.reset(call.path("name")))));
    }

    private Answer list(Call call) {
        return Paging.answer(
                call.query(), targets.list(), TargetStatus::name, TargetResource::json);
    }

    private Answer get(Call call) {
        String name = call.path("name");
        TargetStatus found =
                targets.find(name)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                Problem.notFound(
                                                        "No task called a target "
                                                                + name
                                                                + ", and nobody set it; GET"
                                                                + " /api/v1/targets lists all.")));
        return Versioned.get(call, json(found), found.version());
    }

    private Answer put(Call call) throws IOException {
        String name = call.path("name");
        TargetSpec spec = spec(call.body(MEMBERS));
        OptionalLong current = version(name);
        TargetStatus made =
                Versioned.change(call, current, expected -> targets.set(name, spec, expected));
        return Versioned.made(current, json(made), made.version());
    }

    private Answer delete(Call call) {
        String name = call.path("name");
        return Versioned.change(
                call,
                version(name),
                expected -> {
                    targets.unset(name, expected);
                    return Answer.empty(204);
                });
    }

    /** The version now; empty while nobody set anything. */
    private OptionalLong version(String name) {
        return Versioned.present(targets.find(name).map(TargetStatus::version).orElse(0L));
    }

    private static TargetSpec spec(Body body) {
        TargetSpec usual = TargetSpec.DEFAULT;
        double failures = body.number("failures", usual.failures());
        int calls = body.integer("calls", usual.calls());
        Duration period = body.duration("period", usual.period());
        Duration delay = body.duration("delay", usual.delay());
        int trials = body.integer("trials", usual.trials());
        int rate = body.integer("rate", usual.rate());
        Duration per = body.duration("per", usual.per());
        int concurrent = body.integer("concurrent", usual.concurrent());
        Duration wait = body.duration("wait", usual.patience());
        return body.build(
                () ->
                        new TargetSpec(
                                failures,
                                calls,
                                period,
                                delay,
                                trials,
                                rate,
                                per,
                                concurrent,
                                wait));
    }

    private static ObjectNode json(TargetStatus target) {
        TargetSpec spec = target.spec();
        ObjectNode node = Json.object();
        node.put("name", target.name());
        node.put("version", target.version());
        node.put("failures", spec.failures());
        node.put("calls", spec.calls());
        Json.put(node, "period", spec.period());
        Json.put(node, "delay", spec.delay());
        node.put("trials", spec.trials());
        node.put("rate", spec.rate());
        Json.put(node, "per", spec.per());
        node.put("concurrent", spec.concurrent());
        Json.put(node, "wait", spec.patience());
        Json.lower(node, "state", target.state());
        Json.put(node, "since", target.since());
        Json.put(node, "until", target.until());
        node.put("known", target.calls());
        node.put("failed", target.failed());
        node.put("running", target.running());
        node.put("rejected", target.rejected());
        return node;
    }
}
