package dev.gantry.http;

import java.util.List;

/** Whether Gantry is ready, and if not, why. Thread-safe. */
public interface Readiness {

    /** What is not there, in the order of start; empty when Gantry is ready. */
    List<Missing> missing();

    /** As {@code missing().isEmpty()}, and cheap. */
    boolean ready();

    /**
     * A part that is not there.
     *
     * @param reason one sentence
     */
    record Missing(String name, String reason) {}
}
