package dev.gantry.http;

import dev.gantry.spi.audit.AuditEntry;
import dev.gantry.spi.audit.AuditEvent;
import dev.gantry.spi.audit.AuditLog;
import dev.gantry.spi.run.GantryException;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** An audit log in memory. */
final class FakeAudit implements AuditLog {
    final List<AuditEntry> entries = new CopyOnWriteArrayList<>();
    volatile boolean away;
    volatile long broken;
    volatile String known;

    @Override
    public synchronized CompletableFuture<AuditEntry> record(AuditEvent event) {
        if (away) {
            return CompletableFuture.failedFuture(
                    new GantryException(GantryException.Code.UNAVAILABLE, "away"));
        }
        String last = entries.isEmpty() ? "" : entries.getLast().hash();
        AuditEntry entry = AuditEntry.after(entries.size(), last, event);
        entries.add(entry);
        return CompletableFuture.completedFuture(entry);
    }

    AuditEvent last() {
        return entries.getLast().event();
    }

    @Override
    public List<AuditEntry> list(long before, int limit, String actor, String operation) {
        return entries.reversed().stream()
                .filter(each -> each.seq() < before)
                .filter(each -> actor == null || actor.equals(each.event().actor()))
                .filter(each -> operation == null || operation.equals(each.event().operation()))
                .limit(limit)
                .toList();
    }

    @Override
    public Verdict verify(long seq, String hash) {
        known = seq + ":" + hash;
        return new Verdict(
                entries.size(),
                1,
                entries.size(),
                entries.getLast().hash(),
                broken,
                broken == 0 ? null : "entry " + broken + " was changed");
    }
}
