package dev.gantry.detection.finding;

import dev.gantry.spi.run.RunRequest;

/** Starts runs. Thread-safe. */
public interface Starter {

    /**
     * Starts a run and gives its id.
     *
     * @throws RuntimeException if it is not accepted; its message says why
     */
    String start(RunRequest request);

    /** Whether a run is there and not finished. */
    boolean underWay(String run);
}
