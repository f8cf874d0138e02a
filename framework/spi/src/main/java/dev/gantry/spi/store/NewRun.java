package dev.gantry.spi.store;

import dev.gantry.spi.run.SlaClass;

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
 * @param sla service class, as in {@code spec}
 * @param priority as in {@code spec}
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
        SlaClass sla,
        int priority,
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
            long deadline,
            SlaClass sla,
            int priority) {
        this(
                id,
                task,
                tenant,
                due,
                params,
                spec,
                key,
                fingerprint,
                deadline,
                sla,
                priority,
                0,
                null);
    }

    /** As the default is: silver, and of priority 0. */
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
        this(id, task, tenant, due, params, spec, key, fingerprint, deadline, SlaClass.SILVER, 0);
    }

    /** As the default is, without a deadline. */
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

    /** Where it waits. */
    public Lane lane() {
        return new Lane(tenant, sla, priority);
    }

    /** This run under an idempotency key. */
    public NewRun withKey(String name, String print) {
        return new NewRun(
                id, task, tenant, due, params, spec, name, print, deadline, sla, priority, parent,
                child);
    }
}
