package dev.gantry.schedule;

import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.StoredSchedule;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;

/** What callers are told. */
final class Errors {

    private Errors() {}

    /**
     * A field that is wrong.
     *
     * @param pointer its place in the specification
     */
    static GantryException invalid(String pointer, String message) {
        return new GantryException(
                Code.INVALID, message, List.of(new FieldError(pointer, message)));
    }

    static GantryException unknown(String id) {
        return new GantryException(Code.NOT_FOUND, "there is no schedule " + id);
    }

    static GantryException version(String id, long now, long wanted) {
        String is = now == 0 ? "does not exist" : "is at version " + now;
        String not = wanted == 0 ? "and must not exist" : "not at " + wanted;
        return new GantryException(
                Code.CONFLICT,
                "schedule " + id + " " + is + ", " + not + "; read it and try again");
    }

    /**
     * Compares with what the caller expects. One that cannot be read counts as none, as nobody is
     * shown it.
     *
     * @return the version that has to be on disk when it is written
     */
    static long expect(
            String id, Optional<Planned> before, StoredSchedule bad, OptionalLong ifVersion) {
        long version = before.map(Planned::version).orElse(0L);
        if (ifVersion.isPresent() && ifVersion.getAsLong() != version) {
            throw version(id, version, ifVersion.getAsLong());
        }
        return before.isEmpty() && bad != null ? bad.version() : version;
    }

    static GantryException conflict(String id) {
        return new GantryException(
                Code.CONFLICT, "schedule " + id + " is otherwise on disk; read it and try again");
    }

    static GantryException unavailable(String id, Throwable failure) {
        return new GantryException(
                Code.UNAVAILABLE,
                "schedule " + id + " could not be stored: " + text(failure),
                failure);
    }

    /** What a failure says. */
    static String text(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof GantryException ? cause.getMessage() : cause.toString();
    }
}
