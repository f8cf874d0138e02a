package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.LiveCalls;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Resource;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckBatch;
import dev.gantry.spi.check.CheckProblem;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.Checks;
import dev.gantry.spi.run.FieldError;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** Checks and their verdicts. */
@Component
public final class CheckResource implements Resource {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Checks checks;
    private final Catalog catalog;

    /** Over the checks of this Gantry. */
    @Activate
    public CheckResource(@Reference Checks checks, @Reference Catalog catalog) {
        this.checks = checks;
        this.catalog = catalog;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.ofEntries(
                Map.entry("listChecks", call -> CheckList.answer(checks, catalog, call.query())),
                Map.entry("applyChecks", this::apply),
                Map.entry("checkSchema", call -> schema()),
                Map.entry("getCheck", this::get),
                Map.entry("putCheck", this::put),
                Map.entry("deleteCheck", this::delete),
                Map.entry("runCheck", this::run),
                Map.entry("pauseCheck", call -> json(checks.pause(call.path("id"), true))),
                Map.entry("resumeCheck", call -> json(checks.pause(call.path("id"), false))),
                Map.entry("listVerdicts", this::verdicts));
    }

    private Answer json(Check check) {
        return Versioned.answer(200, node(check), check.version());
    }

    private ObjectNode node(Check check) {
        return CheckJson.json(checks, catalog, check);
    }

    private Answer schema() {
        byte[] text = checks.schema().getBytes(StandardCharsets.UTF_8);
        return Answer.bytes(200, "application/schema+json", text);
    }

    private Check found(String id) {
        return checks.find(id)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        Problem.notFound(
                                                "There is no check "
                                                        + id
                                                        + "; GET /api/v1/checks lists those"
                                                        + " there are.")));
    }

    private Answer get(Call call) {
        Check found = found(call.path("id"));
        return Versioned.get(call, node(found), found.version());
    }

    private Answer put(Call call) throws IOException {
        String id = call.path("id");
        CheckSpec spec = checks.read(call.object());
        OptionalLong current = version(id);
        CheckSpec whole = checks.find(id).map(before -> restored(spec, before.spec())).orElse(spec);
        Check made = Versioned.change(call, current, expected -> checks.put(id, whole, expected));
        Answer.Whole answer =
                Versioned.answer(current.isPresent() ? 200 : 201, node(made), made.version());
        return current.isPresent() ? answer : answer.at("/api/v1/checks/", id);
    }

    /** What was shown for a secret is what it was before. */
    private CheckSpec restored(CheckSpec spec, CheckSpec before) {
        return spec.detector().equals(before.detector())
                ? spec.configured(
                        catalog.restored(
                                Kind.DETECTOR, spec.detector(), spec.config(), before.config()))
                : spec;
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

    /** A check that is from a file is refused before its version is looked at. */
    private OptionalLong version(String id) {
        return checks.find(id)
                .map(
                        found -> {
                            if (found.life().file() != null) {
                                throw new ProblemException(
                                        Problem.of(
                                                409,
                                                "conflict",
                                                "Check "
                                                        + id
                                                        + " is in "
                                                        + found.life().file()
                                                        + "; change it there."));
                            }
                            return OptionalLong.of(found.version());
                        })
                .orElse(OptionalLong.empty());
    }

    private Answer apply(Call call) throws IOException {
        String name = call.query().text("name");
        boolean dry = call.query().flag("dryRun");
        CheckBatch batch = checks.apply(name == null ? "the body" : name, text(call), dry);
        if (batch.refused() && !dry) {
            List<FieldError> errors =
                    batch.problems().stream()
                            .filter(CheckProblem::refused)
                            .map(each -> new FieldError(each.pointer(), each.sentence()))
                            .toList();
            throw new ProblemException(
                    Problem.of(422, "refused", errors.getFirst().message() + more(errors))
                            .with(errors));
        }
        ObjectNode body = Json.object();
        ArrayNode ids = body.putArray("checks");
        batch.checks().forEach(ids::add);
        body.put("changed", batch.changed());
        CheckJson.problems(body, batch.problems());
        return Answer.json(200, body);
    }

    private static String more(List<FieldError> errors) {
        return errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
    }

    private static String text(Call call) throws IOException {
        byte[] bytes = call.stream(Call.JSON_LIMIT).readAllBytes();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(
                    Problem.of(400, "invalid", "The body is not UTF-8; save it as UTF-8."));
        }
    }

    private Answer run(Call call) throws Exception {
        String id = call.path("id");
        Duration limit = call.query().duration("wait", LONGEST).orElse(Duration.ofSeconds(30));
        CompletableFuture<CheckVerdict> asked = checks.run(found(id).id());
        try (LiveCalls.Waiting waiting = call.waiting()) {
            return Answer.json(200, CheckJson.verdict(Waits.get(asked, limit)));
        } catch (TimeoutException e) {
            return Answer.json(202, node(found(id)));
        } catch (CancellationException e) {
            throw new ProblemException(Problem.notFound("Check " + id + " was deleted meanwhile."));
        } finally {
            asked.cancel(false);
        }
    }

    private Answer verdicts(Call call) {
        List<CheckVerdict> latest = checks.verdicts(call.path("id"), call.query().limit());
        return Paging.answer(latest.stream().map(CheckJson::verdict).toList(), null);
    }
}
