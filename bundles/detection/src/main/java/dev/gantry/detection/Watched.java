package dev.gantry.detection;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.store.StoredCheck;

import java.time.Instant;
import java.util.Optional;

/**
 * A check in memory. Guarded by the lock of {@link Inspector}.
 *
 * <p>{@code judged} is the latest verdict that a detector gave, which is not always the latest
 * verdict.
 */
final class Watched {

    final StoredCheck row;
    final CheckSpec spec;
    final Rhythm rhythm;
    CheckVerdict last;
    CheckVerdict judged;
    Instant next;

    /** Whether it is to be inspected as soon as the inspection that is unwanted has ended. */
    boolean waiting;

    /** Whether an inspection found no plugin while Gantry was starting. */
    boolean held;

    Watched(StoredCheck row, CheckSpec spec) {
        this.row = row;
        this.spec = spec;
        this.rhythm = Rhythm.of(row.id(), Instant.ofEpochMilli(row.created()), spec.interval());
    }

    /** Takes over what is known from the check that it replaces. */
    void succeed(Watched old) {
        last = old.last;
        judged = spec.detector().equals(old.spec.detector()) ? old.judged : null;
    }

    /** When it is due after a break; {@code null} when paused. */
    Instant resumed(Instant now) {
        return spec.paused() ? null : rhythm.resume(now, last == null ? null : last.at());
    }

    /** Takes a verdict. */
    void judge(CheckVerdict verdict) {
        last = verdict;
        held = false;
        if (byDetector(verdict)) {
            judged = verdict;
        }
    }

    /** Whether it says what a detector said. */
    static boolean byDetector(CheckVerdict verdict) {
        return verdict.provider() != null && verdict.status() != CheckStatus.ERROR;
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

    /** As callers see it. */
    Check shown() {
        return new Check(
                row.id(), spec, row.version(), Instant.ofEpochMilli(row.created()), last, next);
    }
}
