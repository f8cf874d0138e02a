package dev.gantry.spi.store;

import java.util.Map;
import java.util.Set;

/**
 * Which runs to read, newest first. {@code null} and empty mean any.
 *
 * @param state {@link StoredRun#OPEN}, {@link StoredRun#FINISHED} or {@code null}
 * @param before only ids below this one
 * @param ids only these, or {@code null} for any
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
        int limit) {}
