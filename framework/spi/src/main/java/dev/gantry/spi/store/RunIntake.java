package dev.gantry.spi.store;

import dev.gantry.spi.run.RunRequest;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The engine's door for those who must store a run in one transaction with something of their own,
 * as a schedule does with its next fire time. Everybody else uses {@link dev.gantry.spi.run.Runs}.
 * Thread-safe.
 */
@ProviderType
public interface RunIntake {

    /**
     * Checks a request as a submit does, and makes the row to store.
     *
     * @throws dev.gantry.spi.run.GantryException as {@link dev.gantry.spi.run.Runs#submit}
     */
    NewRun prepare(RunRequest request);

    /** Says that a prepared run is on disk, so that it is run. Must follow the commit. */
    void accepted(NewRun run);

    /**
     * Says that a prepared run was not stored, so that its place in the queue is given back. Where
     * that is not known, the run is looked for, and run if it is there.
     *
     * @param failure what the store said, or {@code null}
     */
    void dropped(NewRun run, Throwable failure);

    /** The text form of a run's id. */
    String name(long id);
}
