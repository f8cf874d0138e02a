package dev.gantry.schedule;

import dev.gantry.spi.schedule.OverlapPolicy;
import dev.gantry.spi.schedule.ScheduleStatus.Skip;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is done with a schedule now, as its rules for missed and for overlapping fires want it.
 * Immutable.
 *
 * @param fire the fire time to start a run for, if any
 * @param waiting fire times that wait
 * @param next the next fire time, in ms since 1970; 0 for none
 * @param caught what became of those that came now; {@code null} if none did
 * @param skipped fire times that are skipped
 * @param reason why they are
 * @param cancel whether the open runs are to be cancelled
 */
record Plan(
        Optional<Instant> fire,
        List<Instant> waiting,
        long next,
        CatchUp caught,
        List<Instant> skipped,
        String reason,
        boolean cancel) {

    /** So many fires of a schedule wait at most. */
    static final int WAITING = 1000;

    /**
     * Decides.
     *
     * @param open an open run of the schedule, or {@code null}
     * @param ended when its last run ended, for a schedule that fires after that
     */
    static Plan of(Planned schedule, String open, Instant ended, Instant now) {
        Optional<Instant> next = schedule.next();
        if (next.isEmpty() || schedule.jitter().due(next.get()).isAfter(now)) {
            return start(schedule, open, ended, now);
        }
        CatchUp caught =
                CatchUp.of(
                        schedule.times(),
                        schedule.spec().rules(),
                        schedule.jitter(),
                        next.get(),
                        now);
        List<Instant> waiting = new ArrayList<>(schedule.state().waiting());
        List<Instant> skipped = new ArrayList<>();
        String reason = arrive(schedule.spec().rules().overlap(), caught, open, waiting, skipped);
        boolean cancel =
                schedule.spec().rules().overlap() == OverlapPolicy.CANCEL_OTHER
                        && open != null
                        && !caught.served().isEmpty();
        Optional<Instant> fire = first(schedule, open, waiting);
        long following =
                schedule.delayed()
                        ? fire.isPresent() || !waiting.isEmpty()
                                ? 0
                                : after(schedule, now).toEpochMilli()
                        : caught.next().map(Instant::toEpochMilli).orElse(0L);
        return new Plan(fire, waiting, following, caught, skipped, reason, cancel);
    }

    /** No fire time has come, but one may have waited. */
    private static Plan start(Planned schedule, String open, Instant ended, Instant now) {
        List<Instant> waiting = new ArrayList<>(schedule.state().waiting());
        Optional<Instant> fire = first(schedule, open, waiting);
        long next = schedule.nextFire();
        if (schedule.delayed()
                && next == 0
                && fire.isEmpty()
                && waiting.isEmpty()
                && open == null) {
            next = after(schedule, ended == null ? now : ended).toEpochMilli();
        }
        return new Plan(fire, waiting, next, null, List.of(), "", false);
    }

    private static Optional<Instant> first(Planned schedule, String open, List<Instant> waiting) {
        boolean may = !waiting.isEmpty() && (open == null || schedule.overlaps());
        return may ? Optional.of(waiting.removeFirst()) : Optional.empty();
    }

    private static Instant after(Planned schedule, Instant end) {
        return ((Delayed) schedule.times().plain()).after(end);
    }

    /** Puts those that came where they wait, or where they are skipped; says why. */
    private static String arrive(
            OverlapPolicy policy,
            CatchUp caught,
            String open,
            List<Instant> waiting,
            List<Instant> skipped) {
        int room =
                switch (policy) {
                    case ALLOW -> Integer.MAX_VALUE;
                    case SKIP -> open == null ? 1 : 0;
                    case BUFFER_ONE, CANCEL_OTHER -> open == null ? 2 : 1;
                    case BUFFER_ALL -> open == null ? WAITING + 1 : WAITING;
                };
        if (policy == OverlapPolicy.CANCEL_OTHER && !caught.served().isEmpty()) {
            skipped.addAll(waiting);
            skipped.addAll(caught.served().subList(0, caught.served().size() - 1));
            waiting.clear();
            waiting.add(caught.served().getLast());
            return "a later fire took its place";
        }
        for (Instant at : caught.served()) {
            (waiting.size() < room ? waiting : skipped).add(at);
        }
        String run = open == null ? "the run before it" : "run " + open;
        return switch (policy) {
            case BUFFER_ONE -> "one fire waits already until " + run + " ends";
            case BUFFER_ALL -> WAITING + " fires wait already until " + run + " ends";
            default -> run + " of this schedule was still open";
        };
    }

    /** How the schedule's state is afterwards. */
    FireState state(FireState before, Instant now) {
        FireState after = before.withWaiting(waiting);
        if (caught != null && !caught.missed().isEmpty()) {
            after =
                    after.andMissed(
                            caught.missed().size(), skip(caught.latest(), now, caught.reason()));
        }
        if (!skipped.isEmpty()) {
            after = after.andSkipped(skipped.size(), skip(skipped.getLast(), now, reason));
        }
        return after;
    }

    /** This, with a fire that nothing comes of. */
    Plan withoutFire(Planned schedule, Instant now) {
        long following =
                schedule.delayed() && waiting.isEmpty()
                        ? after(schedule, now).toEpochMilli()
                        : next;
        return new Plan(Optional.empty(), waiting, following, caught, skipped, reason, cancel);
    }

    static Skip skip(Instant fireTime, Instant now, String reason) {
        return new Skip(fireTime, now, reason);
    }
}
