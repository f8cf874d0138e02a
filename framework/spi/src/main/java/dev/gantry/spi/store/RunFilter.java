package dev.gantry.spi.store;

import java.util.Map;
import java.util.Set;

/**
 * Which runs to read, newest first. {@code null} and empty mean any.
 *
 * @param state {@link StoredRun#OPEN}, {@link StoredRun#FINISHED} or {@code null}
 * @param before only ids below this one
 * @param after only ids from this one on; 0 for any
 * @param deadLetter only those that ended as failure, error or timeout and are not handled
 * @param ids only these, or {@code null} for any
 * @param parent only the children of this run; 0 for any
 * @param text only those that it finds, as in {@link dev.gantry.spi.run.RunQuery}
 */
public record RunFilter(
        Integer state,
        String result,
        String task,
        String plugin,
        String tenant,
        Map<String, String> labels,
        Set<Long> ids,
        long before,
        int limit,
        long after,
        boolean deadLetter,
        long parent,
        String text) {

    /** Of all runs. */
    public RunFilter(
            Integer state,
            String result,
            String task,
            String plugin,
            String tenant,
            Map<String, String> labels,
            Set<Long> ids,
            long before,
            int limit) {
        this(state, result, task, plugin, tenant, labels, ids, before, limit, 0, false, 0, null);
    }
}
