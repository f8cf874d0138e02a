package dev.gantry.http.resource;

import dev.gantry.http.Body;
import dev.gantry.http.Json;
import dev.gantry.spi.run.RetryPolicy;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Retry policies in requests and answers. */
final class RetryJson {
    private static final Set<String> MEMBERS =
            Set.of("attempts", "first", "max", "unless", "within");

    private RetryJson() {}

    /** The member {@code retry}; {@code null} if it is left out. */
    static RetryPolicy read(Body body) {
        return body.object("retry", MEMBERS).map(RetryJson::policy).orElse(null);
    }

    private static RetryPolicy policy(Body body) {
        RetryPolicy usual = RetryPolicy.NONE;
        int attempts = body.integer("attempts", usual.attempts());
        Duration first = body.duration("first", usual.first());
        Duration max = body.duration("max", longer(first, usual.max()));
        List<String> unless = body.list("unless");
        Duration within = body.duration("within", null);
        return body.build(() -> new RetryPolicy(attempts, first, max, Set.copyOf(unless), within));
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    static void put(ObjectNode node, RetryPolicy policy) {
        if (policy == null) {
            node.putNull("retry");
            return;
        }
        ObjectNode retry = node.putObject("retry");
        retry.put("attempts", policy.attempts());
        Json.put(retry, "first", policy.first());
        Json.put(retry, "max", policy.max());
        Json.texts(retry, "unless", policy.unless().stream().sorted().toList());
        Json.put(retry, "within", policy.within());
    }
}
