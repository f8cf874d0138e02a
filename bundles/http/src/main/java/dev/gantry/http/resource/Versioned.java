package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.spi.run.GantryException;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Definitions with a version, which is their ETag: conditional requests as RFC 9110 has them. */
final class Versioned {
    private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\"");

    private Versioned() {}

    /** The definition; 304 if the caller has this version. */
    static Answer get(Call call, ObjectNode json, long version) {
        String has = call.header("If-None-Match");
        if (has != null && (has.strip().equals("*") || tags(has).contains(version))) {
            return Answer.empty(304).with("ETag", tag(version));
        }
        return answer(200, json, version);
    }

    static Answer.Whole answer(int status, ObjectNode json, long version) {
        return Answer.json(status, json).with("ETag", tag(version));
    }

    /** The definition after a change. */
    static Answer made(OptionalLong before, ObjectNode json, long version) {
        return answer(before.isPresent() ? 200 : 201, json, version);
    }

    /** A version as it is told where 0 is none. */
    static OptionalLong present(long version) {
        return version == 0 ? OptionalLong.empty() : OptionalLong.of(version);
    }

    /**
     * Changes a definition if the caller's conditions hold.
     *
     * @param current its version now; empty if there is none
     * @param change is given the version that must be there (0: none), or empty for any
     * @throws ProblemException 412 if they do not
     */
    static <T> T change(Call call, OptionalLong current, Function<OptionalLong, T> change) {
        OptionalLong expected = expected(call, current);
        try {
            return change.apply(expected);
        } catch (GantryException e) {
            if (expected.isPresent() && e.code() == GantryException.Code.CONFLICT) {
                throw failed(e.getMessage());
            }
            throw e;
        }
    }

    private static OptionalLong expected(Call call, OptionalLong current) {
        String match = call.header("If-Match");
        String noneMatch = call.header("If-None-Match");
        if (match != null) {
            boolean any = match.strip().equals("*");
            if (current.isEmpty() || !(any || tags(match).contains(current.getAsLong()))) {
                throw failed(mismatch(current));
            }
            return current;
        }
        if (noneMatch != null) {
            boolean any = noneMatch.strip().equals("*");
            if (current.isPresent() && (any || tags(noneMatch).contains(current.getAsLong()))) {
                throw failed(mismatch(current));
            }
            return any ? OptionalLong.of(0) : current.isEmpty() ? OptionalLong.of(0) : current;
        }
        return OptionalLong.empty();
    }

    private static String mismatch(OptionalLong current) {
        return current.isPresent()
                ? "It is there in version "
                        + current.getAsLong()
                        + "; read it again and repeat the change with its ETag."
                : "There is no such definition; leave out If-Match to make one.";
    }

    private static ProblemException failed(String detail) {
        return new ProblemException(Problem.of(412, "precondition_failed", detail));
    }

    private static List<Long> tags(String header) {
        return Stream.of(header.split(","))
                .map(String::strip)
                .map(TAG::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Long.parseLong(matcher.group(1)))
                .toList();
    }

    private static String tag(long version) {
        return "\"" + version + "\"";
    }
}
