package dev.gantry.http.resource;

import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Durations;
import dev.gantry.http.Traceparent;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.run.Carried;
import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.Deadline;
import dev.gantry.spi.run.Joining;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.RunPayloads;

import org.osgi.framework.BundleContext;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the wish to start a run. */
final class RunRequests {
    /** What a body has beside parameters, or above those of one run. */
    private static final int BESIDE = 1 << 20;

    /** A character of text, which is half of one beyond U+FFFF, has as many bytes at most. */
    private static final int WIDEST = 3;

    private static final Set<String> MEMBERS =
            Set.of(
                    "params",
                    "labels",
                    "tenant",
                    "sla",
                    "priority",
                    "delay",
                    "timeout",
                    "deadline",
                    "retry",
                    "key",
                    "concurrency",
                    "singleton",
                    "debounce",
                    "batch");
    private static final Set<String> CONCURRENCY = Set.of("key", "limit");
    private static final Set<String> ONE_OF_MANY =
            Stream.concat(MEMBERS.stream(), Stream.of("task"))
                    .collect(Collectors.toUnmodifiableSet());
    private static final int MOST = 1000;
    private static final int KEY_LIMIT = 200;

    private RunRequests() {}

    /** How many bytes a body may have: enough for the largest parameters. */
    static int limit(BundleContext context) {
        return WIDEST * RunPayloads.longest(new Settings(context::getProperty)) + BESIDE;
    }

    /**
     * One run.
     *
     * @param limit of the body
     */
    static RunRequest read(Call call, int limit) throws IOException {
        Body body = call.body(MEMBERS, limit);
        return read(call, body, call.path("type"), key(call, body));
    }

    /** Several; a body that is malformed anywhere is refused as a whole. */
    static List<RunRequest> readAll(Call call, int limit) throws IOException {
        Body body = call.body(Set.of("runs"), limit);
        List<RunRequest> requests = new ArrayList<>();
        List<Body> wishes = body.objects("runs", MOST, ONE_OF_MANY);
        for (Body wish : wishes) {
            requests.add(
                    read(call, wish, wish.required("task"), key(wish, wish.text("key", null))));
        }
        return body.build(() -> requests);
    }

    private static RunRequest read(Call call, Body body, String type, String key) {
        String params = body.json("params");
        Map<String, String> labels = body.texts("labels");
        String into = call.tenant(body.text("tenant", null));
        String tenant = into == null ? RunRequest.DEFAULT_TENANT : into;
        SlaClass sla = body.constant("sla", SlaClass.class, SlaClass.SILVER);
        int priority = body.integer("priority", 0);
        Duration delay = body.duration("delay", Duration.ZERO);
        Duration timeout = body.duration("timeout", null);
        Deadline deadline = deadline(body);
        RetryPolicy retry = RetryJson.read(body);
        Concurrency concurrency =
                body.object("concurrency", CONCURRENCY).map(RunRequests::concurrency).orElse(null);
        Joining joining = Joinings.read(body);
        String traceparent = Traceparent.valid(call.header("traceparent"));
        // W3C: a tracestate without its traceparent says nothing, baggage stands for itself
        Carried carried =
                Carried.of(
                        traceparent == null ? null : call.headers("tracestate"),
                        call.headers("baggage"));
        return body.build(
                () ->
                        new RunRequest(
                                        type,
                                        params,
                                        labels,
                                        tenant,
                                        sla,
                                        priority,
                                        delay,
                                        timeout,
                                        retry,
                                        key,
                                        traceparent,
                                        null,
                                        trigger(call),
                                        deadline,
                                        null)
                                .withConcurrency(concurrency)
                                .withJoining(joining)
                                .withCarried(carried));
    }

    /** Who starts it; the first admin is not told. */
    private static String trigger(Call call) {
        Principal principal = call.caller().principal();
        return principal.first() ? "manual" : "manual:" + principal.name();
    }

    private static Concurrency concurrency(Body part) {
        String key = part.required("key");
        int limit = part.integer("limit", 1);
        return part.build(() -> new Concurrency(key, limit));
    }

    private static Deadline deadline(Body body) {
        String text = body.text("deadline", null);
        if (text == null) {
            return null;
        }
        try {
            Optional<Duration> span = Durations.parse(text);
            return span.isPresent()
                    ? new Deadline.Within(span.get())
                    : new Deadline.At(Instant.parse(text));
        } catch (DateTimeParseException e) {
            body.wrong(
                    "deadline",
                    "expected a duration such as PT2H or a time such as 2026-01-31T12:00:00Z, got "
                            + text);
        } catch (IllegalArgumentException e) {
            body.wrong("deadline", e.getMessage());
        }
        return null;
    }

    static String key(Call call, Body body) {
        Optional<String> header =
                Optional.ofNullable(call.header("Idempotency-Key")).map(RunRequests::unquoted);
        String member = body.text("key", null);
        if (header.isPresent() && member != null && !header.get().equals(member)) {
            body.wrong("key", "differs from the header Idempotency-Key; give one of them");
        }
        return key(body, header.orElse(member));
    }

    private static String key(Body body, String key) {
        if (key != null && (key.isBlank() || key.length() > KEY_LIMIT)) {
            body.wrong("key", "a key has 1 to " + KEY_LIMIT + " characters");
        }
        return key;
    }

    private static String unquoted(String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
