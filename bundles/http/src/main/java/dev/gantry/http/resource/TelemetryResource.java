package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.spi.trace.Sampling;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Which traces are kept. */
@Component
public final class TelemetryResource implements Resource {
    private static final Set<String> MEMBERS = Set.of("traces");
    private static final Set<String> TRACES = Set.of("target", "slow");

    private final Sampling sampling;

    /** Over the sampling of this Gantry. */
    @Activate
    public TelemetryResource(@Reference Sampling sampling) {
        this.sampling = sampling;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "getTelemetry", call -> answer(sampling.status()),
                "putTelemetry", this::put,
                "resetTelemetry", call -> answer(sampling.reset()));
    }

    private Answer put(Call call) throws IOException {
        Sampling.Rule now = sampling.status().rule();
        Body body = call.body(MEMBERS);
        Sampling.Rule next = body.object("traces", TRACES).map(part -> rule(part, now)).orElse(now);
        return answer(body.build(() -> sampling.set(next)));
    }

    /** What is left out stays as it is. */
    private static Sampling.Rule rule(Body traces, Sampling.Rule now) {
        double target = traces.number("target", now.target());
        Duration slow = traces.duration("slow", now.slow());
        return traces.build(() -> new Sampling.Rule(target, slow));
    }

    private static Answer answer(Sampling.Status status) {
        ObjectNode node = Json.object();
        ObjectNode traces = node.putObject("traces");
        traces.put("endpoint", status.endpoint());
        traces.put("target", status.rule().target());
        Json.put(traces, "slow", status.rule().slow());
        traces.put("source", status.configured() ? "configuration" : "api");
        traces.put("offeredPerSecond", rounded(status.offered()));
        traces.put("keptPerSecond", rounded(status.kept()));
        traces.put("share", status.share());
        traces.put("waiting", status.waiting());
        return Answer.json(200, node);
    }

    private static double rounded(double rate) {
        return Math.round(rate * 10) / 10.0;
    }
}
