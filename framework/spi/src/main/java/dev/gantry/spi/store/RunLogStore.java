package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/**
 * The lines of runs' logs, in files of this node and not in the database: those of runs, or of
 * their attempts, that ran here. What is appended survives the end of the process once the call
 * returns, and the end of the machine once {@link #force} returned. Every call throws {@link
 * dev.gantry.spi.run.GantryException} {@code UNAVAILABLE} if the disk refuses. Thread-safe.
 */
@ProviderType
public interface RunLogStore extends RunFiles {

    /**
     * How much is kept of a run.
     *
     * @param last position of its last line; 0 if there is none
     * @param bytes what its lines take on disk
     */
    record Extent(long last, long bytes) {
        /** Nothing. */
        public static final Extent NONE = new Extent(0, 0);
    }

    /**
     * Adds lines, those of each run in the order of their positions. Lines of positions that are
     * there already are without effect, so that a call that failed is made again.
     */
    void append(List<StoredLine> lines);

    /** Lines of a run after {@code seq}, oldest first. */
    List<StoredLine> lines(long run, long afterSeq, int limit);

    /** How much is kept of a run. */
    Extent extent(long run);

    /** Brings what was appended through the caches of the system to the disk. */
    void force();
}
