package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Findings and maintenance on disk. Futures as in {@link RunStore}. Thread-safe. */
@ProviderType
public interface FindingStore {

    /**
     * Writes one; completes with false if the version on disk is not {@code version - 1}, or if it
     * is open and the check has another open one.
     */
    CompletableFuture<Boolean> put(StoredFinding finding);

    /** One. */
    Optional<StoredFinding> find(String id);

    /** Those that are not resolved. */
    List<StoredFinding> open();

    /** The latest of a check, the newest first. */
    List<StoredFinding> of(String check, int limit);

    /**
     * Those that fit, the newest first.
     *
     * @param states empty for all
     * @param severities empty for all
     * @param check {@code null} for all
     * @param before only older ones, by id; {@code null} for all
     */
    List<StoredFinding> list(
            Set<String> states, Set<String> severities, String check, String before, int limit);

    /** Deletes resolved ones with ids below this one; completes with how many. */
    CompletableFuture<Integer> prune(String before, int most);

    /** All maintenance. */
    List<StoredMaintenance> maintenance();

    /** Writes one, in place of one of the same id. */
    CompletableFuture<Void> put(StoredMaintenance maintenance);

    /** Deletes one; completes with whether it was there. */
    CompletableFuture<Boolean> deleteMaintenance(String id);
}
