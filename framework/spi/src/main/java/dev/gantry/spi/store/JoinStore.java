package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The latest run of each key that submits go together by. Futures as in {@link RunStore}.
 * Thread-safe.
 */
@ProviderType
public interface JoinStore {

    /** The latest run of a key, whether it is finished or not; empty if none is known. */
    OptionalLong find(StoredJoin key);

    /**
     * Stores a new run as the latest of its key, and that an open one shall stop, in one
     * transaction.
     *
     * @param seen the latest run of the key as {@link #find} gave it
     * @param former the run that shall stop; 0 for none
     * @param reason why it shall
     * @return as {@link RunStore#insert}; 0, with nothing done, if the latest run is another one by
     *     now
     */
    CompletableFuture<Long> place(
            NewRun run, StoredJoin key, OptionalLong seen, long former, String reason);

    /** Forgets keys whose run is finished, or is not there any more; tells of how many. */
    CompletableFuture<Integer> prune(int limit);
}
