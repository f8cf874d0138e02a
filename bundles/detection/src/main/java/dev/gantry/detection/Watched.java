package dev.gantry.detection;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckLife;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckState;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.store.StoredCheck;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A check in memory. Guarded by the lock of the {@link Roster}.
 *
 * <p>{@code judged} is the latest verdict that a detector gave, which is not always the latest
 * verdict.
 */
final class Watched {

    final StoredCheck row;
    final CheckSpec spec;
    final Rhythm rhythm;
    final Target target;
    CheckVerdict last;
    CheckVerdict judged;
    Instant next;

    /** When the inspection that it waits for, or that is under way, was due. */
    Instant due;

    /** Whether it waits for room. */
    boolean waits;

    /** Whether it is to be inspected as soon as the inspection that is unwanted has ended. */
    boolean waiting;

    /** Whether an inspection found no plugin while Gantry was starting. */
    boolean held;

    /** Who wants its next verdict. */
    List<CompletableFuture<CheckVerdict>> askers = new ArrayList<>();

    /** Held while a verdict on it is made, so that each is made of the one before; in turn. */
    ReentrantLock judging = new ReentrantLock(true);

    /** Verdicts written, from a number of its own, so that not all are trimmed at once. */
    int written;

    private long late;
    private long shed;
    private Instant shedAt;
    private boolean shedLast;

    Watched(StoredCheck row, CheckSpec spec) {
        this.row = row;
        this.spec = spec;
        this.rhythm = Rhythm.of(row.id(), spec.interval());
        this.target = new Target(spec);
        this.written = row.id().hashCode() & 0xff;
    }

    /** Takes over what is known from the check that it replaces. */
    void succeed(Watched old) {
        // one that was read from the disk may know more than what is in memory, and the reverse
        boolean later = old.last != null && (last == null || old.last.at().isAfter(last.at()));
        if (later) {
            last = old.last;
            judged = spec.detector().equals(old.spec.detector()) ? old.judged : null;
        }
        askers = old.askers;
        judging = old.judging;
        written = old.written;
        late = old.late;
        shed = old.shed;
        shedAt = old.shedAt;
        shedLast = old.shedLast;
    }

    /** When it is due after a break; {@code null} when paused. */
    Instant resumed(Instant now) {
        return spec.paused() ? null : rhythm.resume(now, last == null ? null : last.at());
    }

    /** An inspection was late. */
    void late() {
        late++;
    }

    /** An inspection was left out. */
    void shed(Instant at) {
        shed++;
        shedAt = at;
        shedLast = true;
    }

    /** Takes a verdict. */
    void judge(CheckVerdict verdict) {
        last = verdict;
        held = false;
        shedLast = false;
        if (verdict.byDetector()) {
            judged = verdict;
        }
    }

    /** Whether its verdict was given for want of a plugin. */
    boolean unattended() {
        return held
                || last != null && last.provider() == null && last.status() == CheckStatus.UNKNOWN;
    }

    /** What a detector may know of the past. */
    Verdict previous() {
        return Optional.ofNullable(judged)
                .map(
                        v ->
                                new Verdict(
                                        Status.valueOf(v.status().name()),
                                        v.reasons(),
                                        v.measurements()))
                .orElse(null);
    }

    /** As callers see it; whether a plugin is there is for others to say. */
    Check shown() {
        boolean seen = last != null && last.provider() != null;
        CheckLife life =
                new CheckLife(
                        seen ? CheckState.ACTIVE : CheckState.LOADED,
                        shedLast
                                ? "shed: it was left out at "
                                        + shedAt
                                        + " for want of room; give it a longer interval, a"
                                        + " shorter timeout or a more urgent class"
                                : null,
                        row.file(),
                        late,
                        shed,
                        shedAt);
        return new Check(
                row.id(),
                spec,
                row.version(),
                Instant.ofEpochMilli(row.created()),
                last,
                next,
                life);
    }
}
