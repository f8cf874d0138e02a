package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Bounds that people set, on disk. Futures as in {@link RunStore}. Thread-safe. */
@ProviderType
public interface QuotaStore {

    /** All, by scope and name. */
    List<StoredQuota> quotas();

    /** Writes one; completes with false if the version on disk is not {@code version - 1}. */
    CompletableFuture<Boolean> put(StoredQuota quota);

    /** Deletes one; completes with false if it is not there in this version. */
    CompletableFuture<Boolean> delete(String scope, String name, long version);
}
