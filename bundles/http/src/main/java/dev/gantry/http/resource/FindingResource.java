package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Query;
import dev.gantry.http.Resource;
import dev.gantry.spi.check.Card;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Checks;
import dev.gantry.spi.finding.Finding;
import dev.gantry.spi.finding.Findings;
import dev.gantry.spi.run.Page;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Findings, and what people say of them. */
@Component
public final class FindingResource implements Resource {
    private final Findings findings;
    private final Checks checks;

    /** Over the findings of this Gantry. */
    @Activate
    public FindingResource(@Reference Findings findings, @Reference Checks checks) {
        this.findings = findings;
        this.checks = checks;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listFindings", this::list,
                "getFinding", this::get,
                "acknowledgeFinding", this::acknowledge,
                "approveReaction", call -> answer(call, true),
                "declineReaction", call -> answer(call, false));
    }

    private Answer list(Call call) {
        Query query = call.query();
        Findings.Query wanted =
                new Findings.Query(
                        constants(query, "state", Finding.State.class),
                        constants(query, "severity", CheckStatus.class),
                        query.text("check"));
        Page<Finding> page = findings.list(wanted, query.limit(), query.text("cursor"));
        return Paging.answer(page.items().stream().map(this::json).toList(), page.next());
    }

    private static <E extends Enum<E>> Set<E> constants(Query query, String name, Class<E> type) {
        Set<E> found = EnumSet.noneOf(type);
        for (String text : query.all(name)) {
            found.add(
                    Arrays.stream(type.getEnumConstants())
                            .filter(each -> Json.lower(each).equals(text))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            Query.wrong(
                                                    name,
                                                    "expected one of "
                                                            + names(type)
                                                            + ", got "
                                                            + text)));
        }
        return found;
    }

    private static String names(Class<? extends Enum<?>> type) {
        return String.join(
                ", ",
                Arrays.stream(type.getEnumConstants())
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private Answer get(Call call) {
        String id = call.path("id");
        return Answer.json(
                200,
                json(
                        findings.find(id)
                                .orElseThrow(
                                        () ->
                                                new ProblemException(
                                                        Problem.notFound(
                                                                "There is no finding "
                                                                        + id
                                                                        + "; GET"
                                                                        + " /api/v1/findings lists"
                                                                        + " those there are.")))));
    }

    private Answer acknowledge(Call call) throws IOException {
        Body body = call.body(Set.of("note"));
        String note = body.text("note", "");
        return Answer.json(
                200,
                json(body.build(() -> findings.acknowledge(call.path("id"), call.by(), note))));
    }

    private Answer answer(Call call, boolean yes) {
        return Answer.json(200, json(findings.answer(call.path("id"), yes, call.by())));
    }

    private ObjectNode json(Finding finding) {
        ObjectNode node = Json.object();
        node.put("id", finding.id());
        node.put("check", finding.check());
        Optional<Check> check = checks.find(finding.check());
        Card card = check.map(found -> found.spec().card()).orElse(Card.BLANK);
        node.put("title", card.title());
        node.put("target", card.target());
        Json.map(node, "labels", card.labels());
        Json.lower(node, "severity", finding.severity());
        Json.lower(node, "state", finding.state());
        node.put("flapping", finding.flapping());
        Json.put(node, "firstSeen", finding.seen().first());
        Json.put(node, "lastSeen", finding.seen().last());
        Json.put(node, "resolvedAt", finding.seen().resolved());
        node.put("times", finding.seen().times());
        Json.texts(node, "reasons", finding.evidence().reasons());
        CheckJson.votes(node, finding.evidence().votes());
        ObjectNode measurements = node.putObject("measurements");
        new TreeMap<>(finding.evidence().measurements()).forEach(measurements::put);
        Finding.Acknowledgement by = finding.acknowledged();
        if (by == null) {
            node.putNull("acknowledged");
        } else {
            ObjectNode one = node.putObject("acknowledged");
            one.put("by", by.by());
            Json.put(one, "at", by.at());
            one.put("note", by.note());
        }
        Finding.Response reaction = finding.reaction();
        if (reaction == null) {
            node.putNull("reaction");
        } else {
            reaction(node.putObject("reaction"), reaction);
        }
        node.put("version", finding.version());
        return node;
    }

    private static void reaction(ObjectNode node, Finding.Response reaction) {
        Json.lower(node, "state", reaction.state());
        node.put("reason", reaction.reason());
        ArrayNode runs = node.putArray("runs");
        for (Finding.Started run : reaction.runs()) {
            ObjectNode one = runs.addObject();
            one.put("run", run.run());
            Json.put(one, "at", run.at());
            one.put("by", run.by());
        }
    }
}
