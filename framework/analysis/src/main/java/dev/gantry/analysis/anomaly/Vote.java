package dev.gantry.analysis.anomaly;

import java.util.Optional;

/**
 * What one voter thinks of a point.
 *
 * @param rarity how rare a point as far from what this voter expects is, in decades: 2 is one in
 *     100 points, 3 one in 1,000; 0 for all that is more frequent than one in about 64, and while
 *     the voter learns; {@value #MOST} at most
 * @param usual what 99 of 100 points are in; empty while the voter learns, and for {@link
 *     Voter#FOREST}
 * @param slot what {@code usual} is for; only of {@link Voter#SEASON} when it has learned
 */
public record Vote(
        Voter voter, State state, double rarity, Optional<Range> usual, Optional<Slot> slot) {
    /** The most that {@link #rarity} says. */
    public static final double MOST = 30;

    /** Who votes. */
    public enum Voter {
        /** Compares with the level of the last twenty points or so. */
        LEVEL,
        /** Compares with all points that are remembered. */
        HISTORY,
        /**
         * Compares with the same hour of the day, on weekdays or weekends where enough is known of
         * them.
         */
        SEASON,
        /** Compares several measurements at once with earlier ones. */
        FOREST
    }

    /** What the voter says. */
    public enum State {
        /** It has not seen enough. */
        LEARNING,
        /** Such a point is nothing new. */
        USUAL,
        /** Such a point is rare. */
        UNUSUAL
    }
}
