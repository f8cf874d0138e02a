package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What plugin revisions used, on disk. Futures as in {@link RunStore}. Thread-safe. */
@ProviderType
public interface UsageStore {

    /** Of all revisions that ran, by SHA-256. */
    List<StoredUsage> usages();

    /** Writes what revisions used so far, in the place of what was written before. */
    CompletableFuture<Void> put(List<StoredUsage> usages);

    /** Forgets what revisions used that are on record no more. */
    CompletableFuture<Void> prune();
}
