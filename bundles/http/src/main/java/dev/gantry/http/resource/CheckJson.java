package dev.gantry.http.resource;

import dev.gantry.http.Json;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckLife;
import dev.gantry.spi.check.CheckProblem;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.check.Checks;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/** Checks and verdicts as JSON. */
final class CheckJson {
    private CheckJson() {}

    static CheckStatus status(Check check) {
        return check.last() == null ? CheckStatus.UNKNOWN : check.last().status();
    }

    /** A check: its id, what a person said of it without what is secret, and how it is. */
    static ObjectNode json(Checks checks, Catalog catalog, Check check) {
        ObjectNode node = Json.object();
        node.put("id", check.id());
        CheckSpec spec = check.spec();
        String config = catalog.shown(Kind.DETECTOR, spec.detector(), spec.config());
        String text = checks.write(spec.configured(config));
        node.setAll((ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8)));
        node.put("version", check.version());
        Json.put(node, "createdAt", check.createdAt());
        Json.lower(node, "status", status(check));
        CheckLife life = check.life();
        Json.lower(node, "state", life.state());
        node.put("reason", life.reason());
        node.put("file", life.file());
        node.put("late", life.late());
        node.put("shed", life.shed());
        Json.put(node, "shedAt", life.shedAt());
        if (check.last() == null) {
            node.putNull("last");
        } else {
            node.set("last", verdict(check.last()));
        }
        Json.put(node, "next", check.next());
        return node;
    }

    static ObjectNode verdict(CheckVerdict verdict) {
        ObjectNode node = Json.object();
        Json.put(node, "at", verdict.at());
        Json.lower(node, "status", verdict.status());
        Json.texts(node, "reasons", verdict.reasons());
        votes(node, verdict.votes());
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

    /** What a verdict is made of, each with all its members. */
    static void votes(ObjectNode node, List<CheckVote> votes) {
        ArrayNode array = node.putArray("votes");
        for (CheckVote vote : votes) {
            ObjectNode one = array.addObject();
            Json.lower(one, "voter", vote.voter());
            one.put("by", vote.by());
            Json.lower(one, "status", vote.status());
            Json.texts(one, "reasons", vote.reasons());
            one.put("measure", vote.measure());
            one.put("seen", vote.seen());
            if (vote.expected() == null) {
                one.putNull("expected");
            } else {
                one.putObject("expected")
                        .put("low", vote.expected().low())
                        .put("high", vote.expected().high());
            }
        }
    }

    static void problems(ObjectNode node, List<CheckProblem> problems) {
        ArrayNode array = node.putArray("problems");
        for (CheckProblem problem : problems) {
            ObjectNode one = array.addObject();
            one.put("file", problem.file());
            one.put("line", problem.line());
            one.put("pointer", problem.pointer());
            one.put("message", problem.message());
            one.put("refused", problem.refused());
        }
    }
}
