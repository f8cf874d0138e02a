package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.spi.finding.Findings;
import dev.gantry.spi.finding.Maintenance;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Times in which nothing is found. */
@Component
public final class MaintenanceResource implements Resource {
    private static final Set<String> MEMBERS =
            Set.of("checks", "labels", "from", "until", "duration", "reason");

    private final Findings findings;
    private final InstantSource clock;

    /** Over the findings of this Gantry. */
    @Activate
    public MaintenanceResource(@Reference Findings findings) {
        this(findings, Clock.systemUTC());
    }

    /** With a clock. */
    public MaintenanceResource(Findings findings, InstantSource clock) {
        this.findings = findings;
        this.clock = clock;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listMaintenance", this::list,
                "putMaintenance", this::put,
                "endMaintenance", this::end);
    }

    private Answer list(Call call) {
        return Paging.answer(call.query(), findings.maintenance(), Maintenance::id, this::json);
    }

    private Answer put(Call call) throws IOException {
        Body body = call.body(MEMBERS);
        List<String> which = body.list("checks");
        Map<String, String> labels = body.texts("labels");
        Instant now = Instant.ofEpochMilli(clock.instant().toEpochMilli());
        Instant from = body.has("from") ? body.instant("from") : now;
        Duration duration = body.duration("duration", null);
        if ((duration == null) == !body.has("until")) {
            body.wrong("until", "expected either until or duration, as PT2H");
        }
        Instant until =
                duration == null || from == null ? body.instant("until") : from.plus(duration);
        String reason = body.text("reason", "");
        Maintenance wanted =
                body.build(
                        () ->
                                new Maintenance(
                                        call.path("id"),
                                        which,
                                        labels,
                                        from,
                                        until,
                                        reason,
                                        call.by()));
        return Answer.json(200, json(findings.put(wanted)));
    }

    private Answer end(Call call) {
        findings.end(call.path("id"));
        return Answer.empty(204);
    }

    private ObjectNode json(Maintenance maintenance) {
        Instant now = clock.instant();
        ObjectNode node = Json.object();
        node.put("id", maintenance.id());
        Json.texts(node, "checks", maintenance.checks());
        Json.map(node, "labels", maintenance.labels());
        Json.put(node, "from", maintenance.from());
        Json.put(node, "until", maintenance.until());
        node.put("reason", maintenance.reason());
        node.put("by", maintenance.by());
        node.put(
                "state",
                now.isBefore(maintenance.from())
                        ? "planned"
                        : now.isBefore(maintenance.until()) ? "active" : "over");
        return node;
    }
}
