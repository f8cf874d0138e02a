package dev.gantry.spi.store;

import dev.gantry.spi.run.RunRequest;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

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

    /**
     * Stores a prepared run by itself and runs it.
     *
     * @return completes with the id of the run on disk, which is an older one where its key was
     *     known; fails with {@link dev.gantry.spi.run.GantryException} as {@link RunStore#insert}
     */
    CompletableFuture<Long> insert(NewRun run);

    /**
     * Asks a run to stop, as {@link dev.gantry.spi.run.Runs#cancel}; without effect on one that is
     * finished. May wait for the disk.
     */
    void cancel(long id, String reason);

    /**
     * The open runs whose trigger begins with this, in memory or not: each id with its trigger.
     * Looks at all open runs, of all nodes, on disk.
     */
    Map<Long, String> open(String trigger);

    /**
     * Those of these runs that are not open, as they are on disk, and when each ended: {@link
     * Instant#EPOCH} where there is no such run.
     */
    Map<Long, Instant> ended(List<Long> runs);

    /** The text form of a run's id. */
    String name(long id);
}
