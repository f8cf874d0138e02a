package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Resource;
import dev.gantry.spi.check.Card;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.Checks;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Checks and their verdicts. */
@Component
public final class CheckResource implements Resource {
    private static final Set<String> MEMBERS =
            Set.of("detector", "config", "interval", "timeout", "labels", "paused");
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Checks checks;

    /** Over the checks of this Gantry. */
    @Activate
    public CheckResource(@Reference Checks checks) {
        this.checks = checks;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listChecks", this::list,
                "getCheck", this::get,
                "putCheck", this::put,
                "deleteCheck", this::delete,
                "listVerdicts", this::verdicts);
    }

    private Answer list(Call call) {
        List<Check> all = checks.list().stream().sorted(Comparator.comparing(Check::id)).toList();
        return Paging.answer(call.query(), all, Check::id, CheckResource::json);
    }

    private Answer get(Call call) {
        String id = call.path("id");
        Check found =
                checks.find(id)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                Problem.notFound(
                                                        "There is no check "
                                                                + id
                                                                + "; GET /api/v1/checks lists those"
                                                                + " there are.")));
        return Versioned.get(call, json(found), found.version());
    }

    private Answer put(Call call) throws IOException {
        String id = call.path("id");
        CheckSpec spec = spec(call.body(MEMBERS));
        OptionalLong current = version(id);
        Check made =
                Versioned.change(
                        call,
                        current,
                        expected -> Call.under("/config", () -> checks.put(id, spec, expected)));
        Answer.Whole answer =
                Versioned.answer(current.isPresent() ? 200 : 201, json(made), made.version());
        return current.isPresent() ? answer : answer.at("/api/v1/checks/", id);
    }

    private Answer delete(Call call) {
        String id = call.path("id");
        return Versioned.change(
                call,
                version(id),
                expected -> {
                    checks.delete(id, expected);
                    return Answer.empty(204);
                });
    }

    private Answer verdicts(Call call) {
        List<CheckVerdict> latest = checks.verdicts(call.path("id"), call.query().limit());
        return Paging.answer(latest.stream().map(CheckResource::verdict).toList(), null);
    }

    private OptionalLong version(String id) {
        return checks.find(id)
                .map(found -> OptionalLong.of(found.version()))
                .orElse(OptionalLong.empty());
    }

    private static CheckSpec spec(Body body) {
        String detector = body.required("detector");
        String config = body.json("config");
        Duration interval = body.duration("interval", INTERVAL);
        Duration timeout = body.duration("timeout", TIMEOUT);
        Map<String, String> labels = body.texts("labels");
        boolean paused = body.flag("paused", false);
        return body.build(
                () ->
                        CheckSpec.of(detector, config, interval, timeout)
                                .shown(Card.labelled(labels))
                                .paused(paused));
    }

    private static ObjectNode json(Check check) {
        CheckSpec spec = check.spec();
        CheckVerdict last = check.last();
        ObjectNode node = Json.object();
        node.put("id", check.id());
        node.put("detector", spec.detector());
        Json.raw(node, "config", spec.config());
        Json.put(node, "interval", spec.interval());
        Json.put(node, "timeout", spec.timeout());
        Json.map(node, "labels", spec.labels());
        node.put("paused", spec.paused());
        node.put("version", check.version());
        Json.put(node, "createdAt", check.createdAt());
        Json.lower(node, "status", last == null ? CheckStatus.UNKNOWN : last.status());
        if (last == null) {
            node.putNull("last");
        } else {
            node.set("last", verdict(last));
        }
        Json.put(node, "next", check.next());
        return node;
    }

    private static ObjectNode verdict(CheckVerdict verdict) {
        ObjectNode node = Json.object();
        Json.put(node, "at", verdict.at());
        Json.lower(node, "status", verdict.status());
        Json.texts(node, "reasons", verdict.reasons());
        ObjectNode measurements = node.putObject("measurements");
        new TreeMap<>(verdict.measurements())
                .forEach(
                        (name, value) -> {
                            if (Double.isFinite(value)) {
                                measurements.put(name, value);
                            } else {
                                measurements.putNull(name);
                            }
                        });
        Json.put(node, "took", verdict.took());
        Json.revision(node, "plugin", verdict.provider());
        return node;
    }
}
