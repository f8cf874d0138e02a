package dev.gantry.identity;

import dev.gantry.spi.audit.AuditEntry;
import dev.gantry.spi.audit.AuditEvent;
import dev.gantry.spi.audit.AuditLog;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.AuditStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** The audit log over the store. Thread-safe. */
final class AuditService implements AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditService.class);
    private static final Duration LOOK = Duration.ofHours(1);
    private static final int PRUNED = 10_000;
    private static final String GANTRY = "gantry";
    private static final Set<RevisionState> TOLD =
            Set.of(RevisionState.ACTIVE, RevisionState.REJECTED, RevisionState.QUARANTINED);
    private static final Set<String> TRUST = Set.of("signed", "untrusted");

    private final AuditStore store;
    private final Duration age;
    private final InstantSource clock;
    private final AtomicReference<Instant> looked = new AtomicReference<>(Instant.EPOCH);

    /**
     * @param age entries are deleted then; zero for never
     */
    AuditService(AuditStore store, Duration age, InstantSource clock) {
        this.store = store;
        this.age = age;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<AuditEntry> record(AuditEvent event) {
        prune();
        return append(event);
    }

    private CompletableFuture<AuditEntry> append(AuditEvent event) {
        return store.append(event)
                .whenComplete(
                        (entry, failure) -> {
                            if (failure != null) {
                                LOG.error("Not in the audit log: {}", event, failure);
                            }
                        });
    }

    /** What Gantry decides about plugins is changed by nobody else. */
    void on(Event event) {
        if (event instanceof Event.PluginChanged change && TOLD.contains(change.state())) {
            append(
                    own(
                            "plugin." + change.state().name().toLowerCase(Locale.ROOT),
                            change.plugin() + "@" + change.version(),
                            change.reason() == null ? change.sha256() : change.reason()));
        } else if (event instanceof Event.PluginNoted note && TRUST.contains(note.what())) {
            append(own("plugin." + note.what(), note.plugin() + "@" + note.version(), note.text()));
        }
    }

    private AuditEvent own(String operation, String target, String detail) {
        return new AuditEvent(
                clock.instant(), GANTRY, GANTRY, "", operation, target, "", 200, detail);
    }

    private void prune() {
        Instant last = looked.get();
        Instant now = clock.instant();
        if (age.isZero()
                || Duration.between(last, now).compareTo(LOOK) < 0
                || !looked.compareAndSet(last, now)) {
            return;
        }
        store.prune(now.minus(age).toEpochMilli(), PRUNED)
                .whenComplete(
                        (count, failure) -> {
                            if (failure != null) {
                                LOG.warn("Old entries of the audit log stay for now", failure);
                            } else if (count > 0) {
                                if (count == PRUNED) {
                                    looked.set(Instant.EPOCH);
                                }
                                append(
                                        own(
                                                "audit.pruned",
                                                "audit",
                                                count + " entries older than " + age));
                            }
                        });
    }

    @Override
    public List<AuditEntry> list(long before, int limit, String actor, String operation) {
        return store.list(before, limit, actor, operation);
    }

    @Override
    public Verdict verify(long known, String hash) {
        while (true) {
            long gone = store.ends().gone();
            Verdict verdict = new Verification(store).verify(known, hash);
            if (verdict.broken() == 0 || store.ends().gone() == gone) {
                return verdict;
            }
            // old entries were deleted meanwhile
        }
    }
}
