package dev.gantry.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;

/** The days of a month on which a cron expression fires. Immutable, thread-safe. */
sealed interface CronDays {

    /**
     * The days of one month, as bits: bit n for day n.
     *
     * @param first the first day of the month
     */
    int of(LocalDate first);

    /** These days of the month, as bits. */
    record Numbers(int days) implements CronDays {
        @Override
        public int of(LocalDate first) {
            return days & (-1 >>> 31 - first.lengthOfMonth());
        }
    }

    /** So many days before the last one. */
    record Last(int before) implements CronDays {
        @Override
        public int of(LocalDate first) {
            return 1 << Math.max(first.lengthOfMonth() - before, 1);
        }
    }

    /** The weekday, Monday to Friday, nearest to a day, within the month; 31 for the last one. */
    record Nearest(int day) implements CronDays {
        @Override
        public int of(LocalDate first) {
            int length = first.lengthOfMonth();
            int at = Math.min(day, length);
            return 1
                    << switch (first.withDayOfMonth(at).getDayOfWeek()) {
                        case SATURDAY -> at == 1 ? 3 : at - 1;
                        case SUNDAY -> at == length ? at - 2 : at + 1;
                        default -> at;
                    };
        }
    }

    /** These days of the week, as bits: bit 1 for Monday to bit 7 for Sunday. */
    record Weekdays(int days) implements CronDays {
        @Override
        public int of(LocalDate first) {
            int found = 0;
            int weekday = first.getDayOfWeek().getValue();
            for (int day = 1; day <= first.lengthOfMonth(); day++) {
                found |= (days >> weekday & 1) << day;
                weekday = weekday % 7 + 1;
            }
            return found;
        }
    }

    /**
     * A day of the week, the first, second, … of the month.
     *
     * @param nth from 1; 0 for the last one
     */
    record Nth(DayOfWeek weekday, int nth) implements CronDays {
        @Override
        public int of(LocalDate first) {
            int length = first.lengthOfMonth();
            int day = 1 + Math.floorMod(weekday.getValue() - first.getDayOfWeek().getValue(), 7);
            day += nth == 0 ? (length - day) / 7 * 7 : (nth - 1) * 7;
            return day <= length ? 1 << day : 0;
        }
    }
}
