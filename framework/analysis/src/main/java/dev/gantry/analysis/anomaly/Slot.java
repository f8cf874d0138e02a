package dev.gantry.analysis.anomaly;

/**
 * An hour of days of a kind.
 *
 * @param hour 0 to 23, in the zone of the model
 */
public record Slot(Days days, int hour) {
    /** Which days. */
    public enum Days {
        /** All, as long as weekdays or weekends alone are not known well. */
        ALL,
        /** Monday to Friday. */
        WEEKDAYS,
        /** Saturday and Sunday. */
        WEEKENDS
    }

    /**
     * @throws IllegalArgumentException when the hour is none
     */
    public Slot {
        if (hour < 0 || hour > 23) {
            throw new IllegalArgumentException("An hour is 0 to 23, not " + hour + ".");
        }
    }
}
