package dev.gantry.sample.web;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Matches;
import dev.gantry.api.schema.Range;
import dev.gantry.api.task.Retry;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sends one HTTP request. An answer that was not expected fails the attempt: for good where another
 * one would get the same (most 4xx), after the wait that the server asks for (429 and 503 with
 * {@code Retry-After}), or as the retry policy says.
 *
 * <p>The server gets the run's trace, and as {@code Idempotency-Key} the same key in all attempts.
 */
@TaskType(
        id = "http.request",
        title = "Send an HTTP request",
        description = "Sends a request and keeps the answer; repeats it when the server is busy.",
        retry = @Retry(attempts = 3, backoff = "PT1S..PT30S"))
public final class Request implements Task<Request.Params, Request.Response> {
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int BODY_IN_MESSAGE = 200;

    /** What to send and what to expect. */
    public record Params(
            @Doc("Address, http or https") URI url,
            @Doc("HTTP method") @Default("GET") @Matches("GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE")
                    String method,
            @Doc("Request headers") Map<String, String> headers,
            @Doc("Request body as text") @Default("") String body,
            @Doc("Status codes that mean success; by default 200 to 299") Set<Integer> status,
            @Doc("Follow redirects") @Default("true") boolean followRedirects,
            @Doc("How long to wait for the complete answer") @Default("PT30S") Duration timeout,
            @Doc("How many bytes of the answer's body to keep")
                    @Default("65536")
                    @Range(min = 0, max = 1_048_576)
                    int maxBody) {}

    /** What was answered. */
    public record Response(
            @Doc("Status code") int status,
            @Doc("Headers, names in lower case") Map<String, List<String>> headers,
            @Doc("The body as text, or its beginning") String body,
            @Doc("Whether the body was longer than what is kept") boolean truncated,
            @Doc("How long it took until the answer was complete") Duration took) {}

    @Override
    public Response run(Params params, TaskContext context)
            throws IOException, InterruptedException, TaskFailure, UnexpectedStatusException {
        var exchange =
                new Exchange(params.followRedirects(), params.timeout(), params.maxBody(), null);
        Map<String, String> headers = new HashMap<>(params.headers());
        if (headers.keySet().stream().noneMatch("Idempotency-Key"::equalsIgnoreCase)) {
            headers.put("Idempotency-Key", context.idempotencyKey());
        }
        Exchange.Answer answer;
        try {
            var question =
                    new Exchange.Question(params.method(), params.url(), headers, params.body());
            answer = exchange.ask(question, context);
        } catch (IllegalArgumentException e) {
            throw TaskFailure.permanent("cannot send this request: " + e.getMessage(), e);
        }
        context.log().info("{} {} answered {}", params.method(), params.url(), answer.status());
        if (!expected(params, answer.status())) {
            throw unexpected(params, answer, context.clock().instant());
        }
        return new Response(
                answer.status(),
                new TreeMap<>(answer.headers().map()),
                answer.text(),
                answer.body().truncated(),
                answer.took());
    }

    private static boolean expected(Params params, int status) {
        return params.status().isEmpty()
                ? status >= 200 && status < 300
                : params.status().contains(status);
    }

    private static UnexpectedStatusException unexpected(
            Params params, Exchange.Answer answer, Instant now) throws TaskFailure {
        int status = answer.status();
        String body = answer.text();
        String message =
                "%s %s answered %d: %s"
                        .formatted(
                                params.method(),
                                params.url(),
                                status,
                                body.substring(0, Math.min(body.length(), BODY_IN_MESSAGE)));
        boolean busy = status == 429 || status == 503;
        Optional<Duration> wait =
                answer.headers().firstValue("Retry-After").flatMap(v -> wait(v, now));
        if (busy && wait.isPresent()) {
            throw TaskFailure.retryAfter(wait.get(), message);
        }
        if (status >= 400 && status < 500 && status != 408 && !busy) {
            throw TaskFailure.permanent(message);
        }
        return new UnexpectedStatusException(status, message);
    }

    /** Seconds or a date; at most an hour, whatever the server says. */
    private static Optional<Duration> wait(String retryAfter, Instant now) {
        try {
            Duration wait =
                    retryAfter.matches("\\d{1,9}")
                            ? Duration.ofSeconds(Long.parseLong(retryAfter))
                            : Duration.between(
                                    now,
                                    ZonedDateTime.parse(
                                            retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME));
            if (wait.isNegative()) {
                return Optional.of(Duration.ZERO);
            }
            return Optional.of(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
