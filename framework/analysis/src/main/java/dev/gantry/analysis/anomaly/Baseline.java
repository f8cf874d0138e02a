package dev.gantry.analysis.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.Optional;

/** What one voter expects of the next point, learned from those before. Not thread-safe. */
interface Baseline {
    /** What is expected, or empty while too little is known. */
    Optional<Expected> expect(ZonedDateTime at);

    /**
     * Learns the next point.
     *
     * @param expected what {@link #expect} said of it
     */
    void learn(ZonedDateTime at, double value, Optional<Expected> expected);

    Vote.Voter voter();

    void write(DataOutput out) throws IOException;

    /** Into a new one. */
    void read(DataInput in) throws IOException;

    /** A middle, and the unit in which distances from it are told; more than 0. */
    record Expected(double middle, double scale, Optional<Slot> slot) {
        double distance(double value) {
            return Math.abs(value - middle) / scale;
        }

        Range within(double distance) {
            return new Range(middle - distance * scale, middle + distance * scale);
        }
    }
}
