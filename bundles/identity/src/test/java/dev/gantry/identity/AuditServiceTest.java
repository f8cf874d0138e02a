package dev.gantry.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.audit.AuditEntry;
import dev.gantry.spi.audit.AuditEvent;
import dev.gantry.spi.audit.AuditLog;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.AuditStore;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

class AuditServiceTest {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final Memory store = new Memory();
    private final AuditService audit = new AuditService(store, Duration.ofDays(30), clock);

    private AuditEvent event(String actor) {
        return new AuditEvent(
                now, actor, "token:1", "::1", "putTenant", "/api/v1/tenants/a", "a", 200, "x");
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            audit.record(event("ann" + i)).join();
        }
    }

    private AuditLog.Verdict verdict() {
        return audit.verify(0, "");
    }

    private void breaks(long at, String reason) {
        AuditLog.Verdict verdict = verdict();
        assertEquals(at, verdict.broken(), () -> verdict.toString());
        assertTrue(verdict.reason().contains(reason), verdict::reason);
    }

    private void change(int at, AuditEvent event, String hash) {
        AuditEntry old = store.entries.get(at);
        store.entries.set(at, new AuditEntry(old.seq(), event, old.prev(), hash));
    }

    @Test
    void aLogAsItWasWrittenIsIntact() {
        assertEquals(0, verdict().broken());
        fill(2500);
        AuditLog.Verdict verdict = verdict();
        assertEquals(0, verdict.broken());
        assertNull(verdict.reason());
        assertEquals(2500, verdict.entries());
        assertEquals(1, verdict.first());
        assertEquals(store.entries.getLast().hash(), verdict.head());
    }

    @Test
    void aChangedEntryIsNamed() {
        fill(10);
        change(6, event("nobody"), store.entries.get(6).hash());
        breaks(7, "entry 7 was changed");
    }

    @Test
    void oneThatWasChangedWithItsHashIsNamedByTheNext() {
        fill(10);
        AuditEntry forged = AuditEntry.after(6, store.entries.get(5).hash(), event("nobody"));
        change(6, forged.event(), forged.hash());
        breaks(8, "entry 8 does not follow");
    }

    @Test
    void aMissingEntryIsNamed() {
        fill(10);
        store.entries.remove(3);
        breaks(4, "entry 4 is missing");
        store.entries.clear();
        breaks(1, "entry 1 is missing");
    }

    @Test
    void aLogThatWasCutIsNamed() {
        fill(10);
        store.entries.removeLast();
        breaks(10, "entry 10 is missing");
    }

    @Test
    void aLastEntryThatWasForgedIsNamed() {
        fill(10);
        AuditEntry forged = AuditEntry.after(9, store.entries.get(8).hash(), event("nobody"));
        change(9, forged.event(), forged.hash());
        breaks(10, "not the one that was written last");
    }

    @Test
    void whatWasNotedElsewhereHoldsEvenAgainstWhoWritesAllAnew() {
        fill(3);
        String noted = store.entries.get(2).hash();
        assertEquals(0, audit.verify(3, noted).broken());
        store.forge();
        assertEquals(0, verdict().broken(), "nothing in it tells");
        assertEquals(3, audit.verify(3, noted).broken());
        assertEquals(9, audit.verify(9, noted).broken());
    }

    @Test
    void oldEntriesGoAndTheRestIsStillIntact() {
        fill(5);
        now = now.plus(Duration.ofDays(20));
        fill(5);
        now = now.plus(Duration.ofDays(11));
        fill(1);
        assertEquals(0, verdict().broken());
        assertEquals(6, verdict().first());
        assertEquals(12, verdict().last());
        assertTrue(
                store.entries.stream()
                        .anyMatch(
                                each ->
                                        each.event().operation().equals("audit.pruned")
                                                && each.event().detail().startsWith("5 entries")));
    }

    @Test
    void whatGantryDecidesAboutPluginsIsRecorded() {
        for (RevisionState state : RevisionState.values()) {
            audit.on(
                    new Event.PluginChanged(
                            now, "acme.files", "1.2.0", "5ha", "a.jar", state, "because"));
        }
        assertEquals(
                List.of("plugin.rejected", "plugin.active", "plugin.quarantined"),
                store.entries.stream().map(each -> each.event().operation()).toList());
        for (String what : List.of("signed", "leaked")) {
            audit.on(new Event.PluginNoted(now, "acme.files", "1.2.0", "5ha", what, "by CN=acme"));
        }
        assertEquals(4, store.entries.size());
        assertEquals("plugin.signed", store.entries.getLast().event().operation());
        assertEquals("by CN=acme", store.entries.getLast().event().detail());
        AuditEvent event = store.entries.getFirst().event();
        assertEquals("gantry", event.actor());
        assertEquals("acme.files@1.2.0", event.target());
        assertEquals("because", event.detail());
    }

    @Test
    void textsAreMadeSuchThatTheyCanBeKept() {
        AuditEvent event =
                new AuditEvent(
                        now.plusNanos(1),
                        "a\u0000b\nc",
                        null,
                        "",
                        "x".repeat(1000),
                        "\ud83d",
                        "",
                        200,
                        "é");
        assertEquals("a b c", event.actor());
        assertEquals("", event.credential());
        assertEquals(500, event.operation().length());
        assertEquals("?", event.target());
        assertEquals("é", event.detail());
        assertEquals(now, event.at());
    }

    /** A log that somebody may write as they like. */
    private static final class Memory implements AuditStore {
        private final List<AuditEntry> entries = new ArrayList<>();
        private Ends ends = new Ends(0, "", 0, "");

        @Override
        public CompletableFuture<AuditEntry> append(AuditEvent event) {
            AuditEntry entry = AuditEntry.after(ends.last(), ends.lastHash(), event);
            entries.add(entry);
            ends = new Ends(ends.gone(), ends.goneHash(), entry.seq(), entry.hash());
            return CompletableFuture.completedFuture(entry);
        }

        /** Writes all of it anew, as if others had done it. */
        void forge() {
            List<AuditEntry> old = List.copyOf(entries);
            entries.clear();
            ends = new Ends(0, "", 0, "");
            for (AuditEntry each : old) {
                AuditEvent event = each.event();
                append(
                        new AuditEvent(
                                event.at(),
                                "mallory",
                                event.credential(),
                                event.remote(),
                                event.operation(),
                                event.target(),
                                event.tenant(),
                                event.status(),
                                event.detail()));
            }
        }

        @Override
        public List<AuditEntry> list(long before, int limit, String actor, String operation) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<AuditEntry> after(long seq, int limit) {
            return entries.stream().filter(each -> each.seq() > seq).limit(limit).toList();
        }

        @Override
        public Ends ends() {
            return ends;
        }

        @Override
        public CompletableFuture<Integer> prune(long before, int limit) {
            int count = 0;
            while (entries.size() > 1
                    && count < limit
                    && entries.getFirst().event().at().toEpochMilli() < before) {
                AuditEntry gone = entries.removeFirst();
                ends = new Ends(gone.seq(), gone.hash(), ends.last(), ends.lastHash());
                count++;
            }
            return CompletableFuture.completedFuture(count);
        }
    }
}
