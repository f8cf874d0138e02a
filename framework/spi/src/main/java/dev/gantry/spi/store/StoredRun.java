package dev.gantry.spi.store;

/**
 * A run as stored. Times in ms since 1970, 0 for none.
 *
 * @param state {@link #OPEN} or {@link #FINISHED}; what an open run does at the moment is in the
 *     engine's memory
 * @param result name of the result in lower case, or {@code null}
 * @param attempt attempts that are over and were counted
 * @param plugin {@code id version sha256} of the latest attempt, which an open run has to stay on;
 *     {@code null} if there was none, or the next one may begin anywhere
 * @param error JSON, or {@code null}
 * @param detail the last heartbeat's, or {@code null}
 * @param cancel why it shall stop, or {@code null}
 */
public record StoredRun(
        long id,
        String task,
        String tenant,
        int state,
        String result,
        long due,
        int attempt,
        String params,
        String spec,
        String plugin,
        long started,
        long finished,
        String output,
        String error,
        String detail,
        String cancel,
        String phases) {

    /** Not finished. */
    public static final int OPEN = 0;

    /** Finished; never changes again. */
    public static final int FINISHED = 1;

    /** Whether it waits for its first attempt, as far as the store was told, and shall not stop. */
    public boolean unstarted() {
        return state == OPEN && attempt == 0 && started <= 0 && plugin == null && cancel == null;
    }

    /** How large its payload is: parameters, output and detail. */
    public long chars() {
        return length(params) + length(output) + length(detail);
    }

    private static long length(String text) {
        return text == null ? 0 : text.length();
    }
}
