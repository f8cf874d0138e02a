package dev.gantry.spi.run;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Which runs to list, newest first. {@code null} and empty mean any.
 *
 * @param labels all must match
 * @param limit 1 to 1000
 * @param cursor from the page before, or {@code null}
 * @param after made at this time or later
 * @param before made before this time
 * @param parent children of this run
 * @param text what a person types to find runs, of at most {@link #MAX_TEXT} characters: the
 *     beginning of a run's id or task type, the beginning of a label's value, a label as {@code
 *     name=value} whose value begins like this, or a part of the error's message; with case only
 *     for ids and names of labels. A page of such runs may be short, or empty, and still have a
 *     next one: so many runs are looked at for one
 */
public record RunQuery(
        RunState state,
        RunResult result,
        String task,
        String plugin,
        String tenant,
        Map<String, String> labels,
        int limit,
        String cursor,
        Only only,
        Instant after,
        Instant before,
        String parent,
        String text) {
    /** How long a text may be. */
    public static final int MAX_TEXT = 100;

    /** A part of all runs. */
    public enum Only {
        /** All of them. */
        ANY,
        /** Not finished. */
        OPEN,
        /** Ended as failure, error or timeout, and neither rerun nor dismissed since. */
        DEAD_LETTER
    }

    /** Checks the limit. */
    public RunQuery {
        labels = Map.copyOf(labels);
        Objects.requireNonNull(only, "only");
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is from 1 to 1000, not " + limit);
        }
        if (text != null && (text.isEmpty() || text.length() > MAX_TEXT)) {
            throw new IllegalArgumentException(
                    "text has 1 to " + MAX_TEXT + " characters, not " + text.length());
        }
    }

    /** Of all runs, whenever made. */
    public RunQuery(
            RunState state,
            RunResult result,
            String task,
            String plugin,
            String tenant,
            Map<String, String> labels,
            int limit,
            String cursor) {
        this(
                state, result, task, plugin, tenant, labels, limit, cursor, Only.ANY, null, null,
                null, null);
    }

    /** Whether it leaves anything out. */
    public boolean narrow() {
        return state != null
                || result != null
                || task != null
                || plugin != null
                || tenant != null
                || !labels.isEmpty()
                || after != null
                || before != null
                || parent != null
                || text != null;
    }

    /** Those of them that are of a tenant; of any for {@code null}. */
    public RunQuery in(String one) {
        return new RunQuery(
                state, result, task, plugin, one, labels, limit, cursor, only, after, before,
                parent, text);
    }

    /** Another part of the same list. */
    public RunQuery page(RunState of, Only part, int size, String from) {
        return new RunQuery(
                of, result, task, plugin, tenant, labels, size, from, part, after, before, parent,
                text);
    }

    /** The same with a text that they are found by. */
    public RunQuery withText(String found) {
        return new RunQuery(
                state, result, task, plugin, tenant, labels, limit, cursor, only, after, before,
                parent, found);
    }
}
