package dev.gantry.engine;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.plugin.RevisionRef;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The revisions that run runs, as the catalogue has them: leases for attempts, and what follows for
 * runs when the catalogue tells that something changed. Thread-safe.
 */
final class Providers {
    private static final long RECHECK_MS = 1000;
    private static final int REMEMBERED = 100;

    private final Catalog catalog;
    private final Records records;
    private final LiveRuns lives;
    private final Backlog backlog;
    private final Dispatcher dispatcher;
    private final InstantSource clock;
    private final Set<String> wakes = ConcurrentHashMap.newKeySet();
    private final AtomicLong told = new AtomicLong();
    private final SequencedMap<RevisionRef, Revoked> revoked = new LinkedHashMap<>();
    private volatile Runnable wakeWanted = () -> {};
    private long nextRecheck;

    /** A revision that was taken away. */
    private record Revoked(long at, String why) {}

    Providers(
            Catalog catalog,
            Records records,
            LiveRuns lives,
            Backlog backlog,
            Dispatcher dispatcher,
            InstantSource clock) {
        this.catalog = catalog;
        this.records = records;
        this.lives = lives;
        this.backlog = backlog;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    void onWakeWanted(Runnable wanted) {
        wakeWanted = wanted;
    }

    /** How much the catalogue has told: taken before a lease, it shows what was told since. */
    long mark() {
        return told.get();
    }

    /** The right to call the revision that the run has to stay on, or the one in service. */
    Lease lease(LiveRun run) throws NoProviderException {
        return catalog.lease(
                Kind.TASK,
                run.task(),
                new Selection(run.plugin(), run.name(), run.tenant(), run.spec().labels()));
    }

    /** How long an attempt of the run may take; {@code null} for no limit. */
    Duration timeout(LiveRun run) {
        Duration own = run.spec().timeout();
        return own != null
                ? own
                : catalog.find(Kind.TASK, run.task()).map(Contribution::timeout).orElse(null);
    }

    /** How long an attempt of the run may be silent; {@code null} for any time. */
    Duration heartbeat(LiveRun run) {
        return catalog.find(Kind.TASK, run.task()).map(Contribution::heartbeat).orElse(null);
    }

    /** Before an attempt: the one that a crash cut off before the store knew of it is lost. */
    void recall(LiveRun run, Lease lease) {
        if (!run.maybeCutOff()) {
            return;
        }
        lease.died()
                .ifPresent(
                        revision -> {
                            records.lost(
                                    run.id(),
                                    run.counted() + 1,
                                    RowCodec.revision(revision),
                                    run.due(),
                                    run.due(),
                                    clock.millis(),
                                    () -> {});
                            run.hasChildren();
                            if (run.firstStarted() == 0) {
                                run.firstStarted(run.due());
                            }
                        });
    }

    /** An attempt is known to run: it leaves a revision that was taken away since its lease. */
    void begun(RunningAttempt attempt, long mark) {
        if (told.get() == mark) {
            return;
        }
        String why = revokedSince(mark, attempt.revision());
        if (why != null) {
            attempt.revoke();
            leave(attempt, why);
        }
    }

    /** A run was put aside that found no provider: wakes it if the catalogue told since. */
    void aside(LiveRun run, long mark) {
        if (told.get() == mark) {
            return;
        }
        RevisionRef pinned = run.plugin();
        if (pinned != null && revokedSince(mark, pinned) != null) {
            run.revoke(pinned);
        }
        wake(run.task());
    }

    private String revokedSince(long mark, RevisionRef revision) {
        synchronized (revoked) {
            Revoked known = revoked.get(revision);
            return known == null || known.at() <= mark ? null : known.why();
        }
    }

    private void leave(RunningAttempt attempt, String why) {
        attempt.ask(StopSignal.Cause.REVOKED, why, clock.millis());
    }

    /** A task type came, went or was routed elsewhere. */
    void changed(String task) {
        told.incrementAndGet();
        wake(task);
    }

    private void wake(String task) {
        if (wakes.add(task)) {
            wakeWanted.run();
        }
    }

    /** No run may stay on a revision: attempts are asked to stop, and what waits is free of it. */
    void revoked(RevisionRef revision, String why) {
        synchronized (revoked) {
            revoked.putLast(revision, new Revoked(told.incrementAndGet(), why));
            if (revoked.size() > REMEMBERED) {
                revoked.pollFirstEntry();
            }
        }
        for (LiveRun run : lives.all()) {
            if (!revision.equals(run.plugin())) {
                continue;
            }
            RunningAttempt attempt = run.revoke(revision);
            if (attempt != null) {
                leave(attempt, why);
            } else if (run.blocked() != null) {
                wake(run.task());
            }
        }
        records.unpin(revision);
    }

    /** Wakes what may find a provider now. For one thread. */
    void tick(long now) {
        if (now >= nextRecheck) {
            nextRecheck = now + RECHECK_MS;
            backlog.blocked().tasks().forEach(this::offered);
        }
        for (String task : wakes) {
            wakes.remove(task);
            backlog.updated(task);
            dispatcher.pump();
            offered(task);
            if (backlog.pinned().reason(task) != null) {
                backlog.wake(backlog.pinned(), task);
                dispatcher.pump();
            }
        }
    }

    private void offered(String task) {
        if (backlog.blocked().reason(task) == null) {
            return;
        }
        Optional<Contribution> offered = catalog.find(Kind.TASK, task);
        if (offered.map(Contribution::available).orElse(false)) {
            backlog.wake(backlog.blocked(), task);
            dispatcher.pump();
        } else {
            offered.map(Contribution::reason)
                    .ifPresent(reason -> backlog.blocked().reason(task, reason));
        }
    }
}
