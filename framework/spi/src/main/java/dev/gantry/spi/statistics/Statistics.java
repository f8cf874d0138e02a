package dev.gantry.spi.statistics;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counts and times of runs over the last days, of all nodes, from what is kept beside the runs
 * themselves: retention does not change them. Thread-safe.
 */
@ProviderType
public interface Statistics {
    /** The longest window. */
    Duration LONGEST = Duration.ofDays(7);

    /** The longest window that steps of less than {@link #COARSE} are kept for. */
    Duration FINE_WINDOW = Duration.ofHours(24);

    /** The shortest step. */
    Duration FINE = Duration.ofMinutes(1);

    /** What steps of longer windows are a multiple of. */
    Duration COARSE = Duration.ofMinutes(10);

    /** Most steps of one answer. */
    int MOST_STEPS = 1500;

    /** Most dead letters that are counted. */
    int MOST_LETTERS = 50_000;

    /**
     * What happened within a window up to now. Steps begin at multiples of their length since 1970;
     * the last one is not over.
     *
     * @param window from {@link #FINE} to {@link #LONGEST}
     * @param step a whole number of minutes, see {@link #FINE_WINDOW}; at most {@link #MOST_STEPS}
     *     of them make the window
     * @param task only runs of this type; {@code null} for all
     * @param tenant only runs of this tenant; {@code null} for all
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} with the remedy for a window or
     *     step that is not kept; {@code UNAVAILABLE} if the store cannot be read
     */
    RunStatistics of(Duration window, Duration step, String task, String tenant);

    /**
     * Dead letters by task type, the newest first, as of some seconds ago at most: of {@link
     * #MOST_LETTERS}, the newest ones.
     *
     * @throws dev.gantry.spi.run.GantryException {@code UNAVAILABLE} if the store cannot be read
     */
    List<Letters> deadLetters();

    /**
     * Dead letters of a task type.
     *
     * @param newest id of the newest run
     * @param since when the one that ended last ended
     */
    record Letters(String task, long runs, String newest, Instant since) {}
}
