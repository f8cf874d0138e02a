package dev.gantry.spi.schedule;

import java.time.Instant;
import java.util.List;

/**
 * What a backfill did, or would do.
 *
 * @param fireTimes nominal times in the range, oldest first
 * @param made how many runs were made
 * @param known how many fire times had a run already
 * @param waiting how many wait for an open run to end, as the overlap policy wants it
 * @param dryRun whether nothing was done
 */
public record Backfill(List<Instant> fireTimes, int made, int known, int waiting, boolean dryRun) {

    /** Takes copies. */
    public Backfill {
        fireTimes = List.copyOf(fireTimes);
    }
}
