package dev.gantry.detection;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.plugin.RevisionRef;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Inspects checks when they are due, each by one inspection at a time, and keeps the verdicts. Has
 * no thread of its own for that: {@link #tick} does what is due. An inspection that does not end is
 * never doubled: its check is skipped meanwhile, visibly. Thread-safe; the lock is held neither
 * while a detector works nor while a caller waits for the store, for which {@link #tick} does not
 * wait either.
 */
final class Inspector {

    /** So long after a start a missing plugin is not held against anybody. */
    static final Duration SETTLING = Duration.ofSeconds(15);

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Inspector.class);

    private final Roster roster;
    private final Scribe scribe;
    private final Assessor assessor;
    private final Inspection.Outside outside;
    private final InstantSource clock;
    private final Departures departures;
    private final Arrivals arrivals;
    private final Executor judges;

    private final Admission admission;
    private final Ongoing ongoing;
    private Instant settled;
    private Instant latest;
    private boolean closed;
    private volatile Runnable planned = () -> {};

    /**
     * @param judges does what comes of a tick and may wait for the store
     */
    Inspector(
            Roster roster,
            Scribe scribe,
            Inspection.Outside outside,
            Assessor assessor,
            Patrol patrol,
            Admission.Limits limits,
            Executor judges) {
        this.judges = judges;
        this.roster = roster;
        this.scribe = scribe;
        this.assessor = assessor;
        this.outside = outside;
        this.clock = outside.clock();
        this.arrivals = new Arrivals(roster, outside.catalog());
        this.admission = new Admission(limits);
        this.ongoing = new Ongoing(admission, roster.condition());
        this.departures = new Departures(roster, ongoing, admission, patrol, outside, this::done);
        this.latest = clock.instant();
        this.settled = latest.plus(SETTLING);
    }

    /** Sets what to call when something may have become due earlier than was said. */
    void onPlanned(Runnable action) {
        planned = action;
    }

    /** Adds or replaces a check that is due at {@code due}; {@code null} for never. */
    void watch(Watched check, Instant due) {
        String id = check.row.id();
        roster.locked(
                () -> {
                    Watched old = roster.put(check, due);
                    if (old != null) {
                        admission.withdraw(old);
                    }
                    ongoing.dismiss(id, "the check was changed", clock.instant());
                    return null;
                });
        planned.run();
    }

    /**
     * Takes a check away; its inspection is asked to stop.
     *
     * @param then begun when no verdict is given any more, and before any later one can be
     */
    <T> T unwatch(String id, Supplier<T> then) {
        List<CompletableFuture<CheckVerdict>> askers = new ArrayList<>();
        T begun =
                roster.locked(
                        () -> {
                            Watched old = roster.remove(id);
                            if (old != null) {
                                admission.withdraw(old);
                                askers.addAll(old.askers);
                            }
                            ongoing.dismiss(id, "the check was deleted", clock.instant());
                            return then.get();
                        });
        assessor.forget(id);
        askers.forEach(asker -> asker.cancel(false));
        planned.run();
        return begun;
    }

    /**
     * Has a check inspected now, also one that is paused; an inspection that is under way counts.
     *
     * @return completes with its verdict, is cancelled if the check is deleted; empty if there is
     *     no such check
     */
    Optional<CompletableFuture<CheckVerdict>> run(String id) {
        CompletableFuture<CheckVerdict> asked = new CompletableFuture<>();
        boolean there =
                roster.locked(
                        () -> {
                            Watched check = closed ? null : roster.get(id);
                            if (check == null) {
                                return false;
                            }
                            check.askers.add(asked);
                            Inspection under = ongoing.of(id);
                            if (under == null) {
                                roster.plan(check, clock.instant());
                            } else if (under.isUnwanted()) {
                                check.waiting = true;
                            }
                            return true;
                        });
        if (!there) {
            return Optional.empty();
        }
        asked.whenComplete(
                (verdict, failure) ->
                        roster.locked(
                                () -> {
                                    Watched check = roster.get(id);
                                    return check != null && check.askers.remove(asked);
                                }));
        planned.run();
        return Optional.of(asked);
    }

    /** A detector came or went. */
    void changed(String detector) {
        arrivals.changed(detector);
        planned.run();
    }

    /** A revision is taken away: what it inspects is inspected again by another, soon. */
    void revoked(RevisionRef revision, String why) {
        roster.locked(
                () -> {
                    ongoing.revoke(revision, why, clock.instant());
                    return null;
                });
        planned.run();
    }

    /**
     * Starts the inspections that are due, and goes on ending those that take too long.
     *
     * @return when to call again; empty if nothing is due
     */
    Optional<Instant> tick() {
        Instant now = clock.instant();
        arrivals.recall(now);
        List<Inspection> late = new ArrayList<>();
        List<Inspection> starts = new ArrayList<>();
        Map<Watched, Inspection> skipped = new HashMap<>();
        roster.locked(
                () -> {
                    if (now.isBefore(latest)) {
                        rewind(now);
                    }
                    latest = now;
                    if (!closed) {
                        late.addAll(ongoing.late(now));
                        starts.addAll(departures.take(now, skipped));
                    }
                    return null;
                });
        late.forEach(inspection -> hurry(inspection, now));
        starts.forEach(Inspection::start);
        skipped.forEach(
                (check, stuck) ->
                        later(check, Judgement.timeout(stuck.stuck(), stuck.provider()), now));
        return roster.locked(
                () ->
                        closed
                                ? Optional.empty()
                                : Stream.of(roster.first(), ongoing.first())
                                        .flatMap(Optional::stream)
                                        .min(Comparator.naturalOrder()));
    }

    /**
     * Inspects nothing any more, and asks what is being inspected to stop.
     *
     * @param grace from asking to interrupting
     * @param patience from interrupting to giving up
     */
    void close(Duration grace, Duration patience) {
        List<Inspection> open =
                roster.locked(
                        () -> {
                            closed = true;
                            return ongoing.all();
                        });
        open.forEach(inspection -> inspection.unwanted("Gantry is stopping"));
        if (!awaitEnd(grace)) {
            open.forEach(Inspection::interrupt);
            if (!awaitEnd(patience)) {
                LOG.warn("inspections that did not end: {}", roster.locked(ongoing::checks));
            }
        }
    }

    private boolean awaitEnd(Duration limit) {
        return roster.locked(() -> ongoing.await(limit));
    }

    /** The clock was put back: nothing waits until it shows the old time again. */
    private void rewind(Instant now) {
        Instant soon = now.plus(SETTLING);
        settled = soon.isBefore(settled) ? soon : settled;
        roster.rewind(now);
    }

    private void hurry(Inspection inspection, Instant now) {
        Optional<Instant> further = inspection.step(now);
        String id = inspection.check();
        Watched check =
                roster.locked(
                        () -> {
                            boolean open = ongoing.late(inspection, further);
                            return open && !inspection.isUnwanted() ? roster.get(id) : null;
                        });
        if (inspection.abandoned()) {
            roster.locked(
                    () -> {
                        ongoing.spend(inspection);
                        return null;
                    });
            givenUp(inspection, check);
        }
    }

    /**
     * @param check whose verdict that is; {@code null} if it is nobody's
     */
    private void givenUp(Inspection inspection, Watched check) {
        LOG.warn("check {}: {}", inspection.check(), inspection.stuck());
        Judgement stuck = inspection.giveUp();
        if (inspection.isRevoked()) {
            roster.locked(() -> ongoing.remove(inspection) ? anew(inspection) : null);
            planned.run();
        } else if (check != null) {
            later(check, stuck, inspection.started());
        }
    }

    private void later(Watched check, Judgement judgement, Instant started) {
        judges.execute(() -> judge(check, judgement, started));
    }

    private void done(Inspection inspection, Judgement judgement) {
        String id = inspection.check();
        if (inspection.givenUp()) {
            LOG.info("check {}: the inspection of {} has ended at last", id, inspection.started());
        }
        Watched check = roster.locked(() -> wanted(inspection, judgement));
        if (check != null) {
            judge(check, judgement, inspection.started());
        }
        boolean cameMeanwhile = judgement.nobody() && arrivals.there(inspection.detector());
        roster.locked(
                () -> {
                    if (!ongoing.remove(inspection)) {
                        return null;
                    }
                    if (inspection.cutOff(judgement)) {
                        return anew(inspection);
                    }
                    Watched now = closed ? null : roster.get(id);
                    if (now != null && now.waiting) {
                        now.waiting = false;
                        roster.plan(now, clock.instant());
                    } else if (now != null && now.next != null && cameMeanwhile) {
                        roster.sooner(now, clock.instant().plus(AGAIN));
                    } else if (now != null && now.next != null && now.held) {
                        roster.sooner(now, settled);
                    }
                    return null;
                });
        planned.run();
    }

    /** The check is inspected anew, as its inspection was cut off. Called with the lock. */
    private Void anew(Inspection inspection) {
        Watched check = closed ? null : roster.get(inspection.check());
        if (check != null && (check.next != null || !check.askers.isEmpty())) {
            check.waiting = false;
            roster.sooner(check, clock.instant());
        }
        return null;
    }

    /** Whose verdict this is; {@code null} if it is nobody's. Called with the lock. */
    private Watched wanted(Inspection inspection, Judgement judgement) {
        boolean nobodys = inspection.isUnwanted() || inspection.givenUp();
        if (closed || nobodys || inspection.cutOff(judgement)) {
            return null;
        }
        Watched check = roster.get(inspection.check());
        if (check != null
                && judgement.nobody()
                && check.askers.isEmpty()
                && clock.instant().isBefore(settled)) {
            check.held = true;
            return null;
        }
        return check;
    }

    /** Takes a verdict on a check, unless it is gone; one after the other for each check. */
    private void judge(Watched check, Judgement judgement, Instant started) {
        ReentrantLock turn = roster.locked(() -> check.judging);
        turn.lock();
        try {
            judgeInTurn(check, judgement, started);
        } finally {
            turn.unlock();
        }
    }

    private void judgeInTurn(Watched check, Judgement judgement, Instant started) {
        String id = check.row.id();
        Check before = roster.locked(() -> counts(check) ? check.shown() : null);
        if (before == null) {
            return;
        }
        CheckVerdict verdict = assessor.assess(before, scribe.verdict(judgement, started));
        List<CompletableFuture<CheckVerdict>> askers = new ArrayList<>();
        Runnable tell =
                roster.locked(
                        () -> {
                            if (!counts(check)) {
                                return null;
                            }
                            Runnable written = scribe.write(check, verdict);
                            check.judge(verdict);
                            askers.addAll(check.askers);
                            return written;
                        });
        if (tell != null) {
            tell.run();
            assessor.judged(before, verdict);
            askers.forEach(asker -> asker.complete(verdict));
        }
        if (roster.watched(id).isEmpty()) {
            assessor.forget(id);
        }
    }

    /** Called with the lock. */
    private boolean counts(Watched check) {
        return !closed && roster.get(check.row.id()) == check;
    }
}
