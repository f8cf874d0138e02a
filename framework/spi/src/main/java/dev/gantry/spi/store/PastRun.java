package dev.gantry.spi.store;

import java.util.Set;

/**
 * What decides whether a run is kept.
 *
 * @param result in lower case; {@code null} while it is open
 * @param handled whether a person reran or dismissed it, or need not
 * @param keyed whether it has an idempotency key that still counts
 * @param parent the run that started it, as text, or {@code null}
 * @param finished when it ended, in ms since 1970
 * @param bytes about how much room it takes
 */
public record PastRun(
        long id,
        String task,
        String result,
        boolean handled,
        boolean keyed,
        String parent,
        long finished,
        long bytes) {
    private static final Set<String> DEAD = Set.of("failure", "error", "timeout");

    /** Whether it is not over. */
    public boolean open() {
        return result == null;
    }

    /** Whether it waits for a person. */
    public boolean deadLetter() {
        return result != null && DEAD.contains(result) && !handled;
    }
}
