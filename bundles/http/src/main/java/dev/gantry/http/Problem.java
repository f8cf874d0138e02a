package dev.gantry.http;

import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;

import org.eclipse.jetty.http.HttpStatus;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A refusal as RFC 9457 has it.
 *
 * @param code stable, for programs
 * @param detail for a person, names the remedy
 * @param retryable whether the same request may succeed later
 * @param headers header fields of the answer
 * @param members further members
 */
public record Problem(
        int status,
        String code,
        String detail,
        List<FieldError> errors,
        boolean retryable,
        Map<String, String> headers,
        Map<String, String> members) {

    /** Media type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A problem that another try does not cure. */
    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), false, Map.of(), Map.of());
    }

    /** Something that is not there for now. */
    public static Problem unavailable(String detail) {
        return of(503, "unavailable", detail).worthRetrying();
    }

    /** There is no such thing. */
    public static Problem notFound(String detail) {
        return of(404, "not_found", detail);
    }

    /** What a part of Gantry said. */
    public static Problem of(GantryException e) {
        int status =
                switch (e.code()) {
                    case NOT_FOUND -> 404;
                    case INVALID -> 400;
                    case REFUSED -> 422;
                    case CONFLICT -> 409;
                    case OVERLOADED -> 429;
                    case UNAVAILABLE -> 503;
                };
        String code = e.code().name().toLowerCase(Locale.ROOT);
        Problem problem = of(status, code, e.getMessage()).with(e.fields());
        return e.retryable() ? problem.worthRetrying(e.retryAfter()) : problem;
    }

    /** This problem, worth another try in a second. */
    public Problem worthRetrying() {
        return worthRetrying(Duration.ofSeconds(1));
    }

    /** This problem, worth another try after a while: whole seconds, at least one. */
    public Problem worthRetrying(Duration after) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        long seconds = after.plusSeconds(1).minusNanos(1).toSeconds();
        more.put("Retry-After", Long.toString(Math.max(1, seconds)));
        return new Problem(status, code, detail, errors, true, more, members);
    }

    /** This problem with the fields that are wrong. */
    public Problem with(List<FieldError> fields) {
        return new Problem(status, code, detail, fields, retryable, headers, members);
    }

    /** This problem with a header field. */
    public Problem header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(status, code, detail, errors, retryable, more, members);
    }

    /** This problem with a further member; nothing changes for {@code null}. */
    public Problem member(String name, String value) {
        if (value == null) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(status, code, detail, errors, retryable, headers, more);
    }

    /**
     * The answer.
     *
     * @param instance path of the request
     */
    public Answer.Whole answer(String instance) {
        ObjectNode body = Json.object();
        body.put("type", "urn:gantry:problem:" + code);
        body.put("title", HttpStatus.getMessage(status));
        body.put("status", status);
        body.put("detail", detail);
        body.put("instance", instance);
        body.put("code", code);
        ArrayNode list = body.putArray("errors");
        errors.forEach(error -> list.add(Json.fieldError(error)));
        body.put("retryable", retryable);
        members.forEach(body::put);
        Answer.Whole answer = Answer.bytes(status, MEDIA_TYPE, Json.bytes(body));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }
}
