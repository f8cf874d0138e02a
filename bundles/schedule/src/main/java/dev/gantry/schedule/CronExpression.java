package dev.gantry.schedule;

import dev.gantry.spi.run.GantryException;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A cron expression of five fields (minute first) or six (second first), as in Quartz, read on a
 * clock without a zone. {@code *} for one of the two days counts as {@code ?}, so that both may be
 * written. Immutable, thread-safe.
 *
 * @param seconds bit n for second n; minutes, hours and months likewise
 */
record CronExpression(long seconds, long minutes, int hours, CronDays days, int months) {

    private static final int LAST_SECOND = 24 * 60 * 60 - 1;

    /** The fifth Monday of a February comes once in 28 years, and in 40 where one is left out. */
    private static final int MONTHS = 12 * 41;

    /**
     * Reads an expression.
     *
     * @throws GantryException {@code INVALID}: quotes it and says what is expected
     */
    static CronExpression parse(String text) {
        CronReader reader = new CronReader(text);
        CronExpression expression =
                new CronExpression(
                        reader.numbers(CronField.SECOND),
                        reader.numbers(CronField.MINUTE),
                        (int) reader.numbers(CronField.HOUR),
                        reader.days(),
                        (int) reader.numbers(CronField.MONTH));
        if (expression.next(LocalDateTime.of(2024, 1, 1, 0, 0)).isEmpty()) {
            throw reader.invalid("there is no such day, so it never fires");
        }
        return expression;
    }

    /** The first time after {@code after}; empty if there is none. */
    Optional<LocalDateTime> next(LocalDateTime after) {
        LocalDateTime from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        LocalDate first = from.toLocalDate().withDayOfMonth(1);
        int day = from.getDayOfMonth();
        int second = from.toLocalTime().toSecondOfDay();
        for (int month = 0; month < MONTHS; month++) {
            int open = (months >> first.getMonthValue() & 1) == 0 ? 0 : days.of(first) & -1 << day;
            while (open != 0) {
                int found = Integer.numberOfTrailingZeros(open);
                int time = time(found == day ? second : 0);
                if (time <= LAST_SECOND) {
                    return Optional.of(
                            first.withDayOfMonth(found).atStartOfDay().plusSeconds(time));
                }
                open &= open - 1;
            }
            first = first.plusMonths(1);
            day = 1;
            second = 0;
        }
        return Optional.empty();
    }

    /** Whether it fires at this time, which is in whole seconds. */
    boolean matches(LocalDateTime time) {
        return next(time.minusSeconds(1)).filter(time::equals).isPresent();
    }

    /** Whether it goes through every hour of the day, and so has no fixed time of day. */
    boolean eachHour() {
        return hours == CronField.HOUR.all();
    }

    /** The first second of the day that fits, from one on; beyond the day if there is none. */
    private int time(int from) {
        int hour = from / 3600;
        int minute = from / 60 % 60;
        int second = from % 60;
        int foundHour = first(hours, hour);
        if (foundHour == hour) {
            int foundMinute = first(minutes, minute);
            if (foundMinute == minute) {
                int foundSecond = first(seconds, second);
                if (foundSecond < Long.SIZE) {
                    return (hour * 60 + minute) * 60 + foundSecond;
                }
                foundMinute = first(minutes, minute + 1);
            }
            if (foundMinute < Long.SIZE) {
                return (hour * 60 + foundMinute) * 60 + first(seconds, 0);
            }
            foundHour = first(hours, hour + 1);
        }
        return foundHour < Long.SIZE
                ? (foundHour * 60 + first(minutes, 0)) * 60 + first(seconds, 0)
                : LAST_SECOND + 1;
    }

    /** The lowest bit from {@code from} on; {@link Long#SIZE} if there is none. */
    private static int first(long bits, int from) {
        return Long.numberOfTrailingZeros(bits & -1L << from);
    }
}
