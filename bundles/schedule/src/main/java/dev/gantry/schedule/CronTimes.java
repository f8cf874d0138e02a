package dev.gantry.schedule;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.schedule.Timing;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * Fires by a cron expression on the clock of a zone. Where the clock is put forward or back:
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
record CronTimes(CronExpression expression, ZoneId zone) implements FireTimes {

    static CronTimes of(Timing.Cron cron) {
        if (cron.expression() == null || cron.zone() == null) {
            throw new GantryException(
                    GantryException.Code.INVALID,
                    "expected a cron expression and a zone, as in 30 9 ? * MON-FRI and"
                            + " Europe/Berlin");
        }
        return new CronTimes(CronExpression.parse(cron.expression()), cron.zone());
    }

    @Override
    public Optional<Instant> next(Instant after) {
        ZoneRules rules = zone.getRules();
        return expression.eachHour() ? shown(after, rules) : fixed(after, rules);
    }

    private Optional<Instant> fixed(Instant after, ZoneRules rules) {
        LocalDateTime local = LocalDateTime.ofInstant(after, zone);
        ZoneOffsetTransition change = rules.getTransition(local);
        if (change != null && change.isOverlap() && !after.isBefore(change.getInstant())) {
            local = justBefore(change.getDateTimeBefore());
        }
        Optional<LocalDateTime> next = expression.next(local);
        while (next.isPresent() && !instant(next.get(), rules).isAfter(after)) {
            next = expression.next(next.get());
        }
        return next.map(time -> instant(time, rules));
    }

    private Optional<Instant> shown(Instant after, ZoneRules rules) {
        Instant from = after;
        Optional<LocalDateTime> next = expression.next(LocalDateTime.ofInstant(after, zone));
        while (next.isPresent()) {
            Instant at = next.get().toInstant(rules.getOffset(from));
            ZoneOffsetTransition change = rules.nextTransition(from);
            if (change == null || at.isBefore(change.getInstant())) {
                return Optional.of(at);
            }
            from = change.getInstant();
            next = expression.next(justBefore(change.getDateTimeAfter()));
        }
        return Optional.empty();
    }

    private static Instant instant(LocalDateTime time, ZoneRules rules) {
        ZoneOffsetTransition change = rules.getTransition(time);
        if (change == null) {
            return time.toInstant(rules.getOffset(time));
        }
        return change.isGap() ? change.getInstant() : time.toInstant(change.getOffsetBefore());
    }

    private static LocalDateTime justBefore(LocalDateTime time) {
        return time.minusSeconds(1);
    }
}
