package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What was counted for objectives, on disk. Futures as in {@link RunStore}. Thread-safe. */
@ProviderType
public interface SloStore {

    /**
     * What a node counted.
     *
     * @param node its number
     * @param since only buckets that begin then or later, in minutes since 1970
     */
    List<StoredCount> of(int node, Collection<String> counted, long since);

    /** What all other nodes counted, added up; as {@link #of}. */
    List<StoredCount> others(int node, Collection<String> counted, long since);

    /** Writes what a node counted, in the place of what was written before of these buckets. */
    CompletableFuture<Void> put(int node, List<StoredCount> counts);

    /** Forgets buckets of this length that begin before a time, in minutes since 1970. */
    CompletableFuture<Void> prune(int minutes, long before);
}
