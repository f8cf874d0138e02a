package dev.gantry.schedule;

import dev.gantry.spi.schedule.DaylightSaving.Gap;
import dev.gantry.spi.schedule.DaylightSaving.Overlap;
import dev.gantry.spi.schedule.Preview;
import dev.gantry.spi.schedule.Preview.Fire;
import dev.gantry.spi.schedule.Preview.Gone;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells fire times beforehand, and what daylight saving does to them. */
final class Foresight {

    private static final int TOLD = 3;
    private static final int GONE = 100;

    private Foresight() {}

    /**
     * The fire times after an instant.
     *
     * @param first the one to begin with, if it is known
     */
    static Preview of(
            FireTimes times, Jitter jitter, Instant from, Optional<Instant> first, int count) {
        CronTimes cron = times.plain() instanceof CronTimes its ? its : null;
        ZoneId zone = cron == null ? ZoneOffset.UTC : cron.zone();
        List<Fire> fires = new ArrayList<>();
        Optional<Instant> next = first.isPresent() ? first : times.next(from);
        Instant last = from;
        while (next.isPresent() && fires.size() < count) {
            last = next.get();
            fires.add(
                    new Fire(
                            last,
                            jitter.due(last),
                            last.atZone(zone).toOffsetDateTime(),
                            cron == null ? null : change(cron, last)));
            next = times.next(last);
        }
        return new Preview(zone, fires, cron == null ? List.of() : gone(cron, from, last));
    }

    private static String change(CronTimes cron, Instant at) {
        LocalDateTime local = LocalDateTime.ofInstant(at, cron.zone());
        boolean plain = cron.expression().matches(local);
        Instant edge = cron.gap() == Gap.BEFORE ? at.plusSeconds(1) : at;
        ZoneOffsetTransition before = cron.zone().getRules().previousTransition(edge.plusNanos(1));
        boolean after =
                before != null
                        && before.isGap()
                        && (before.getInstant().equals(edge)
                                || cron.gap() == Gap.SHIFT
                                        && edge.isBefore(
                                                before.getInstant().plus(before.getDuration())));
        if (after && cron.gap() != Gap.SKIP) {
            List<LocalDateTime> moved = moved(cron, before, local);
            if (!moved.isEmpty()) {
                return (plain ? "fires also for " : "stands for ")
                        + names(moved)
                        + ", as the clock goes from "
                        + before.getDateTimeBefore().toLocalTime()
                        + " to "
                        + before.getDateTimeAfter().toLocalTime();
            }
        }
        return overlap(cron, at, local);
    }

    /** The times in a gap that fire at a local time. */
    private static List<LocalDateTime> moved(
            CronTimes cron, ZoneOffsetTransition gap, LocalDateTime local) {
        if (cron.gap() == Gap.SHIFT) {
            LocalDateTime unmoved = local.minus(gap.getDuration());
            return cron.expression().matches(unmoved) ? List.of(unmoved) : List.of();
        }
        return cron.inGap(gap, TOLD + 1);
    }

    private static String overlap(CronTimes cron, Instant at, LocalDateTime local) {
        List<ZoneOffset> offsets = cron.zone().getRules().getValidOffsets(local);
        if (offsets.size() < 2) {
            return null;
        }
        boolean first = cron.zone().getRules().getOffset(at).equals(offsets.getFirst());
        String only = cron.overlap() == Overlap.BOTH ? "" : " only";
        return "the clock shows "
                + local.toLocalTime()
                + " twice; fires the "
                + (first ? "first" : "second")
                + " time"
                + only;
    }

    private static List<Gone> gone(CronTimes cron, Instant from, Instant to) {
        List<Gone> gone = new ArrayList<>();
        if (cron.gap() != Gap.SKIP) {
            return gone;
        }
        ZoneOffsetTransition change = cron.zone().getRules().nextTransition(from);
        while (change != null && !change.getInstant().isAfter(to) && gone.size() < GONE) {
            if (change.isGap()) {
                String reason =
                        "does not exist, as the clock goes from "
                                + change.getDateTimeBefore().toLocalTime()
                                + " to "
                                + change.getDateTimeAfter().toLocalTime();
                cron.inGap(change, GONE - gone.size())
                        .forEach(local -> gone.add(new Gone(local, reason)));
            }
            change = cron.zone().getRules().nextTransition(change.getInstant());
        }
        return gone;
    }

    private static String names(List<LocalDateTime> times) {
        List<String> names =
                times.stream().limit(TOLD).map(time -> time.toLocalTime().toString()).toList();
        return String.join(", ", names) + (times.size() > TOLD ? " and more" : "");
    }
}
