package dev.gantry.spi.store;

import dev.gantry.spi.audit.AuditEntry;
import dev.gantry.spi.audit.AuditEvent;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The audit log on disk. Futures as in {@link RunStore}. Thread-safe. */
@ProviderType
public interface AuditStore {

    /** Adds an entry after the last one, whichever node wrote that. */
    CompletableFuture<AuditEntry> append(AuditEvent event);

    /**
     * Entries, newest first.
     *
     * @param before only those with lower numbers
     * @param actor {@code null} for any
     * @param operation {@code null} for any
     */
    List<AuditEntry> list(long before, int limit, String actor, String operation);

    /** Entries with higher numbers, oldest first. */
    List<AuditEntry> after(long seq, int limit);

    /** Where it begins and ends. */
    Ends ends();

    /**
     * Deletes entries from before a time, oldest first, up to the first that is not; where it then
     * begins is kept.
     *
     * @param before in ms since 1970
     * @param limit how many at most
     * @return how many
     */
    CompletableFuture<Integer> prune(long before, int limit);

    /**
     * Where the log begins and ends.
     *
     * @param gone number of the last entry that was deleted; 0 for none
     * @param goneHash its hash
     * @param last number of the last entry; 0 for none ever
     * @param lastHash its hash
     */
    record Ends(long gone, String goneHash, long last, String lastHash) {}
}
