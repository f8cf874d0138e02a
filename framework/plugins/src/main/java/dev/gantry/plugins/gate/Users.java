package dev.gantry.plugins.gate;

import dev.gantry.spi.catalog.Kind;

import java.util.List;

/** Who uses what plugins offer. Thread-safe. */
public interface Users {

    /** How far runs are counted. */
    int CAP = 1000;

    /**
     * Somebody who uses a task type or a detector.
     *
     * @param kind {@code schedule} or {@code check}
     * @param input its parameters or configuration as a JSON object
     */
    record User(String kind, String id, String input) {}

    /** The schedules of a task type or the checks of a detector, by id; empty if none are known. */
    List<User> of(Kind kind, String id);

    /** How many runs of a task type are open, counted up to {@link #CAP}. */
    long open(String task);
}
