package dev.gantry.spi.schedule;

/**
 * What a cron expression does where the clock of its zone is put forward or back. Immutable.
 *
 * @param gap for local times that the clock skips; {@code null} for the default: {@code AFTER} for
 *     an expression with hours of its own, {@code SKIP} for one that goes through every hour
 * @param overlap for local times that the clock shows twice; {@code null} for the default: {@code
 *     FIRST} for an expression with hours of its own, {@code BOTH} for one that goes through every
 *     hour
 */
public record DaylightSaving(Gap gap, Overlap overlap) {

    /** Nothing chosen: what suits the expression. */
    public static final DaylightSaving DEFAULT = new DaylightSaving(null, null);

    /** What becomes of a local time that does not exist, as 02:30 where 02:00 becomes 03:00. */
    public enum Gap {
        /** It does not fire. */
        SKIP,
        /** It fires once in the last second before the gap: 01:59:59. */
        BEFORE,
        /** It fires once at the first instant after the gap: 03:00. */
        AFTER,
        /** It fires as much later as the gap is long: 03:30. */
        SHIFT
    }

    /** What becomes of a local time that exists twice. */
    public enum Overlap {
        /** It fires the first time. */
        FIRST,
        /** It fires the second time. */
        SECOND,
        /** It fires both times. */
        BOTH
    }
}
