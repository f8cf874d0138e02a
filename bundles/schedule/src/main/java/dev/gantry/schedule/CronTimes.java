package dev.gantry.schedule;

import dev.gantry.spi.schedule.DaylightSaving.Gap;
import dev.gantry.spi.schedule.DaylightSaving.Overlap;
import dev.gantry.spi.schedule.Timing;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fires by a cron expression on the clock of a zone. Where nothing is chosen for a clock that is
 * put forward or back:
 *
 * <ul>
 *   <li>An expression with hours of its own has fixed times of day. One that the clock skips fires
 *       once, at the instant right after the gap; one that the clock shows twice fires once, the
 *       first time.
 *   <li>An expression for every hour fires whenever the clock shows its minute: both times in an
 *       hour that is repeated, and not for an hour that is skipped. Real time between two fires
 *       stays what it is on other days.
 * </ul>
 */
record CronTimes(CronExpression expression, ZoneId zone, Gap gap, Overlap overlap)
        implements FireTimes {

    /** After so many changes of the clock without a fire there is none any more. */
    private static final int CHANGES = 500;

    static CronTimes of(Timing.Cron cron) {
        if (cron.expression() == null || cron.zone() == null) {
            throw Errors.invalid(
                    "/cron",
                    "expected a cron expression and a zone, as in 30 9 ? * MON-FRI and"
                            + " Europe/Berlin");
        }
        CronExpression expression = CronExpression.parse(cron.expression());
        boolean each = expression.eachHour();
        Gap gap = cron.daylightSaving().gap();
        Overlap overlap = cron.daylightSaving().overlap();
        return new CronTimes(
                expression,
                cron.zone(),
                gap != null ? gap : each ? Gap.SKIP : Gap.AFTER,
                overlap != null ? overlap : each ? Overlap.BOTH : Overlap.FIRST);
    }

    /** Goes from change to change of the clock: in between, local and real time run alike. */
    @Override
    public Optional<Instant> next(Instant after) {
        ZoneRules rules = zone.getRules();
        Instant from = after;
        for (int changes = 0; changes < CHANGES; changes++) {
            ZoneOffsetTransition begin = rules.previousTransition(from.plusNanos(1));
            ZoneOffsetTransition end = rules.nextTransition(from);
            Instant found = least(shown(after, from, begin, end), moved(after, begin, end));
            if (found != null || end == null) {
                return Optional.ofNullable(found);
            }
            from = end.getInstant();
        }
        return Optional.empty();
    }

    /** The first time that the clock shows between two changes, as far as it counts. */
    private Instant shown(
            Instant after, Instant from, ZoneOffsetTransition begin, ZoneOffsetTransition end) {
        ZoneOffset offset = zone.getRules().getOffset(from);
        LocalDateTime low = LocalDateTime.ofInstant(from, offset);
        if (from.isAfter(after)) {
            low = justBefore(low);
        }
        if (begin != null && begin.isOverlap() && overlap == Overlap.FIRST) {
            LocalDateTime second = justBefore(begin.getDateTimeBefore());
            low = low.isBefore(second) ? second : low;
        }
        Optional<LocalDateTime> next = expression.next(low);
        if (next.isEmpty() || end == null) {
            return next.map(time -> time.toInstant(offset)).orElse(null);
        }
        boolean last = end.isOverlap() && overlap == Overlap.SECOND;
        LocalDateTime limit = last ? end.getDateTimeAfter() : end.getDateTimeBefore();
        return next.get().isBefore(limit) ? next.get().toInstant(offset) : null;
    }

    /** The first instant between two changes that stands for a time in a gap. */
    private Instant moved(Instant after, ZoneOffsetTransition begin, ZoneOffsetTransition end) {
        return switch (gap) {
            case SKIP -> null;
            case AFTER -> {
                boolean ahead = begin != null && begin.isGap() && begin.getInstant().isAfter(after);
                yield ahead && !inGap(begin, 1).isEmpty() ? begin.getInstant() : null;
            }
            case BEFORE -> {
                Instant at = end == null ? after : end.getInstant().minusSeconds(1);
                yield at.isAfter(after) && end.isGap() && !inGap(end, 1).isEmpty() ? at : null;
            }
            case SHIFT -> {
                if (begin == null
                        || !begin.isGap()
                        || !begin.getInstant().plus(begin.getDuration()).isAfter(after)) {
                    yield null;
                }
                LocalDateTime low = LocalDateTime.ofInstant(after, begin.getOffsetBefore());
                LocalDateTime start = justBefore(begin.getDateTimeBefore());
                yield expression
                        .next(low.isBefore(start) ? start : low)
                        .filter(time -> time.isBefore(begin.getDateTimeAfter()))
                        .map(time -> time.toInstant(begin.getOffsetBefore()))
                        .orElse(null);
            }
        };
    }

    /** The times of the expression that fall into a gap, so many at most. */
    List<LocalDateTime> inGap(ZoneOffsetTransition change, int limit) {
        List<LocalDateTime> found = new ArrayList<>();
        Optional<LocalDateTime> next = expression.next(justBefore(change.getDateTimeBefore()));
        while (found.size() < limit
                && next.filter(time -> time.isBefore(change.getDateTimeAfter())).isPresent()) {
            found.add(next.get());
            next = expression.next(next.get());
        }
        return found;
    }

    private static Instant least(Instant one, Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    private static LocalDateTime justBefore(LocalDateTime time) {
        return time.minusSeconds(1);
    }
}
