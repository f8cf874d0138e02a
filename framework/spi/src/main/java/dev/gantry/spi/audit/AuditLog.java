package dev.gantry.spi.audit;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The audit log of all nodes together. Thread-safe. */
@ProviderType
public interface AuditLog {

    /**
     * Appends an event.
     *
     * @return completes when it is on disk; fails with {@link dev.gantry.spi.run.GantryException}
     *     {@code UNAVAILABLE} while the store is away. Gantry's own log has an event then that is
     *     not in this one
     */
    CompletableFuture<AuditEntry> record(AuditEvent event);

    /**
     * Entries, newest first.
     *
     * @param before only those with lower numbers; {@link Long#MAX_VALUE} for the newest
     * @param actor {@code null} for any
     * @param operation {@code null} for any
     */
    List<AuditEntry> list(long before, int limit, String actor, String operation);

    /**
     * Reads all of it and finds out whether it is as it was written.
     *
     * @param known number of an entry whose hash somebody noted; 0 for none
     * @param hash that hash
     */
    Verdict verify(long known, String hash);

    /**
     * What was found.
     *
     * @param entries how many were read
     * @param first number of the first that there should be; those before it were deleted by age
     * @param last number of the last
     * @param head hash of the last
     * @param broken number of the first entry that does not fit, or 0
     * @param reason what is wrong with it, in one sentence; {@code null} if nothing is
     */
    record Verdict(long entries, long first, long last, String head, long broken, String reason) {}
}
