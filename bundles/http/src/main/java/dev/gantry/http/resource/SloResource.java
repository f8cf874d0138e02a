package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Resource;
import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.Slo;
import dev.gantry.spi.slo.SloProblem;
import dev.gantry.spi.slo.Slos;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Objectives, how they are met, and rules for Prometheus made of them. */
@Component
public final class SloResource implements Resource {
    private static final String YAML = "application/yaml";

    private final Slos slos;

    /** Over the objectives of this Gantry. */
    @Activate
    public SloResource(@Reference Slos slos) {
        this.slos = slos;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listSlos", this::list,
                "getSlo", this::get,
                "sloRules", call -> yaml(slos.rules()),
                "getSloRules", call -> yaml(slos.rules(call.path("id"))),
                "getSloTests", call -> yaml(slos.tests(call.path("id"))));
    }

    private Answer list(Call call) {
        ObjectNode node = Json.object();
        ArrayNode items = node.putArray("items");
        slos.list().forEach(slo -> items.add(json(slo)));
        ArrayNode problems = node.putArray("problems");
        for (SloProblem each : slos.problems()) {
            problems.addObject().put("file", each.file()).put("problem", each.problem());
        }
        node.putNull("next");
        return Answer.json(200, node);
    }

    private Answer get(Call call) {
        String id = call.path("id");
        return Answer.json(
                200,
                json(
                        slos.find(id)
                                .orElseThrow(
                                        () ->
                                                new ProblemException(
                                                        Problem.notFound(
                                                                "There is no objective "
                                                                        + id
                                                                        + "; GET /api/v1/slos lists"
                                                                        + " those there are.")))));
    }

    private static Answer yaml(String text) {
        return Answer.bytes(200, YAML, text.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode json(Slo slo) {
        Objective objective = slo.objective();
        ObjectNode node = Json.object();
        node.put("id", objective.id());
        node.put("task", objective.task());
        Json.lower(node, "kind", objective.kind());
        Json.put(node, "threshold", objective.threshold());
        node.put("objective", objective.percent());
        node.put("window", period(objective.window()));
        node.put("minimum", objective.minimum());
        node.put("file", objective.file());
        node.put("good", slo.good());
        node.put("total", slo.total());
        Json.put(node, "since", slo.since());
        node.put("budgetRemaining", slo.remaining());
        ArrayNode rates = node.putArray("burnRates");
        for (Slo.BurnRate rate : slo.burnRates()) {
            rates.addObject()
                    .put("window", period(rate.window()))
                    .put("total", rate.total())
                    .put("rate", rate.rate());
        }
        ArrayNode alerts = node.putArray("alerts");
        for (Slo.Alert alert : slo.alerts()) {
            ObjectNode one = alerts.addObject();
            Json.lower(one, "severity", alert.severity());
            one.put("firing", alert.firing());
            Json.put(one, "since", alert.since());
        }
        return node;
    }

    /** Whole days as days: hours of a month say nothing to a person. */
    private static String period(Duration duration) {
        return duration.equals(Duration.ofDays(duration.toDays()))
                ? "P" + duration.toDays() + "D"
                : duration.toString();
    }
}
