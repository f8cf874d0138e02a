package dev.gantry.identity;

import dev.gantry.spi.audit.AuditEntry;
import dev.gantry.spi.audit.AuditLog;
import dev.gantry.spi.store.AuditStore;

import java.util.List;

/** Reads the audit log from its begin to its end. For one use. */
final class Verification {
    private static final int PAGE = 1000;

    private final AuditStore store;
    private final AuditStore.Ends ends;
    private long entries;
    private long seq;
    private String hash;

    Verification(AuditStore store) {
        this.store = store;
        this.ends = store.ends();
        this.seq = ends.gone();
        this.hash = ends.goneHash();
    }

    /** As {@link AuditLog#verify}. */
    AuditLog.Verdict verify(long known, String knownHash) {
        if (known > ends.last()) {
            return verdict(
                    known, "entry " + known + " is missing: the log ends with " + ends.last());
        }
        for (List<AuditEntry> page = page(); !page.isEmpty(); page = page()) {
            for (AuditEntry entry : page) {
                String wrong = wrong(entry);
                if (wrong != null) {
                    return verdict(seq + 1, wrong);
                }
                if (entry.seq() == known && !entry.hash().equals(knownHash)) {
                    return verdict(known, "entry " + known + " has another hash than was noted");
                }
                entries++;
                seq = entry.seq();
                hash = entry.hash();
            }
        }
        if (seq < ends.last()) {
            return verdict(
                    seq + 1, "entry " + (seq + 1) + " is missing: there should be " + ends.last());
        }
        return hash.equals(ends.lastHash())
                ? verdict(0, null)
                : verdict(seq, "entry " + seq + " is not the one that was written last");
    }

    private List<AuditEntry> page() {
        long left = Math.min(PAGE, ends.last() - seq);
        return left <= 0 ? List.of() : store.after(seq, (int) left);
    }

    private String wrong(AuditEntry entry) {
        if (entry.seq() != seq + 1) {
            return "entry " + (seq + 1) + " is missing: " + entry.seq() + " follows " + seq;
        }
        if (!entry.prev().equals(hash)) {
            return "entry " + entry.seq() + " does not follow the one before it";
        }
        return entry.intact() ? null : "entry " + entry.seq() + " was changed";
    }

    private AuditLog.Verdict verdict(long at, String reason) {
        return new AuditLog.Verdict(
                entries, ends.gone() + 1, ends.last(), ends.lastHash(), at, reason);
    }
}
