package dev.gantry.detection;

import dev.gantry.spi.check.Urgency;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Which inspections begin when checks are due: a check is never inspected twice at one time, and
 * what is not urgent is left out when there is no room for it in time. Guarded by the lock of the
 * {@link Roster}.
 */
final class Departures {

    private final Roster roster;
    private final Ongoing ongoing;
    private final Admission admission;
    private final Patrol patrol;
    private final Inspection.Outside outside;
    private final InstantSource clock;
    private final BiConsumer<Inspection, Judgement> done;

    /**
     * @param done told what came out of an inspection, without the lock
     */
    Departures(
            Roster roster,
            Ongoing ongoing,
            Admission admission,
            Patrol patrol,
            Inspection.Outside outside,
            BiConsumer<Inspection, Judgement> done) {
        this.roster = roster;
        this.ongoing = ongoing;
        this.admission = admission;
        this.patrol = patrol;
        this.outside = outside;
        this.clock = outside.clock();
        this.done = done;
    }

    /**
     * The inspections that are to be started now, the most urgent first.
     *
     * @param skipped takes the checks that are not inspected as an inspection of them never ended
     */
    List<Inspection> take(Instant now, Map<Watched, Inspection> skipped) {
        roster.take(now).forEach(check -> due(check, now, skipped));
        return admission.admitted().stream().map(this::begin).toList();
    }

    /** What becomes of a check whose time has come. */
    private void due(Watched check, Instant now, Map<Watched, Inspection> skipped) {
        Instant due = check.next;
        boolean asked = !check.askers.isEmpty();
        roster.plan(check, check.spec.paused() ? null : check.rhythm.after(due, now));
        Inspection there = ongoing.of(check.row.id());
        Duration behind = Duration.between(due, now);
        if (there != null) {
            if (there.abandoned()) {
                skipped.put(check, there);
            } else if (there.isUnwanted()) {
                check.waiting = true;
            } else {
                missed(check, false, now);
            }
        } else if (asked) {
            admission.withdraw(check);
            check.due = now;
            admission.force(check);
        } else if (check.waits) {
            missed(check, check.spec.pace().urgency() == Urgency.P2, now);
            check.due = due;
        } else if (check.spec.pace().urgency() == Urgency.P2
                && behind.compareTo(check.spec.interval()) > 0) {
            missed(check, true, now);
        } else {
            check.due = due;
            admission.ask(check);
        }
    }

    private void missed(Watched check, boolean shed, Instant now) {
        Urgency urgency = check.spec.pace().urgency();
        if (shed) {
            check.shed(now);
            patrol.shed(urgency);
        } else {
            check.late();
            patrol.late(urgency);
        }
    }

    private Inspection begin(Watched check) {
        check.waiting = false;
        Inspection inspection =
                new Inspection(
                        new Look.Order(
                                check.row.id(),
                                check.spec,
                                check.target,
                                check.previous(),
                                admission.ahead(check.spec.pace().urgency())),
                        outside,
                        behind(check, check.due),
                        done);
        ongoing.add(inspection);
        return inspection;
    }

    /** What an inspection does first: it notes how late it is. */
    private Runnable behind(Watched check, Instant due) {
        return () -> {
            Duration behind = Duration.between(due, clock.instant());
            patrol.begins(check.spec.pace().urgency(), behind);
            if (behind.compareTo(Patrol.LATE) > 0) {
                roster.locked(
                        () -> {
                            check.late();
                            return null;
                        });
            }
        };
    }
}
