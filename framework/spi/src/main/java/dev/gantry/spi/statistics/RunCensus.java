package dev.gantry.spi.statistics;

import dev.gantry.spi.run.RunState;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What waits for something or somebody now. Quick. Thread-safe. */
@ProviderType
public interface RunCensus {
    /**
     * How many runs are open, by state; those states that are not named have none. Of other nodes,
     * only running and queued ones are known, as each told some seconds ago.
     */
    Map<RunState, Long> open();

    /** Task types that nobody offers, of which runs wait on this node, the most runs first. */
    List<Blocked> blocked();

    /**
     * Runs that no plugin can run now.
     *
     * @param reason why, in one sentence
     * @param runs how many are known
     * @param since when the oldest of them was made
     */
    record Blocked(String task, String reason, long runs, Instant since) {}
}
