package dev.gantry.spi.store;

/**
 * A run to be stored.
 *
 * @param id time-ordered, unique
 * @param due when the first attempt may start, in ms since 1970
 * @param params JSON
 * @param spec everything else that the caller chose, as JSON; {@code null} when all is default
 * @param key idempotency key, or {@code null}
 * @param fingerprint of the request, to tell a repeated one from another under the same key; {@code
 *     null} without a key
 * @param deadline when it has to be over, in ms since 1970; 0 for never
 * @param parent the run that it belongs to, 0 for none
 * @param child what that one calls it; {@code null} without a parent
 */
public record NewRun(
        long id,
        String task,
        String tenant,
        long due,
        String params,
        String spec,
        String key,
        String fingerprint,
        long deadline,
        long parent,
        String child) {

    /** Belongs to no other run. */
    public NewRun(
            long id,
            String task,
            String tenant,
            long due,
            String params,
            String spec,
            String key,
            String fingerprint,
            long deadline) {
        this(id, task, tenant, due, params, spec, key, fingerprint, deadline, 0, null);
    }

    /** Without a deadline. */
    public NewRun(
            long id,
            String task,
            String tenant,
            long due,
            String params,
            String spec,
            String key,
            String fingerprint) {
        this(id, task, tenant, due, params, spec, key, fingerprint, 0);
    }
}
