package dev.gantry.schedule;

import java.util.List;
import java.util.OptionalInt;

/** The fields of a cron expression, in their order, and what each may hold. */
enum CronField {
    SECOND("second", "0 to 59, as 0, 0,30 or */10", 0, 59, List.of()),
    MINUTE("minute", "0 to 59, as 0, 0,30 or */10", 0, 59, List.of()),
    HOUR("hour", "0 to 23, as 9, 8-18, 8,20 or */2", 0, 23, List.of()),
    DAY(
            "day of month",
            "1 to 31, as 1, 1-7, */5, L (the last), 15W (the weekday nearest) or ?",
            1,
            31,
            List.of()),
    MONTH(
            "month",
            "1 to 12 or JAN to DEC, as 1, JAN-MAR or */3",
            1,
            12,
            List.of(
                    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
                    "DEC")),
    WEEKDAY(
            "day of week",
            "1 (SUN) to 7 (SAT) or SUN to SAT, as MON-FRI, MON,THU, MON#1 (the first), 6L (the last"
                    + " Friday) or ?",
            1,
            7,
            List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

    private final String label;
    private final String expected;
    private final int min;
    private final int max;
    private final List<String> names;

    CronField(String label, String expected, int min, int max, List<String> names) {
        this.label = label;
        this.expected = expected;
        this.min = min;
        this.max = max;
        this.names = names;
    }

    /** Its name for people. */
    String label() {
        return label;
    }

    /** What may stand there, for people. */
    String expected() {
        return expected;
    }

    /** All that it may hold, as bits. */
    long all() {
        return range(min, max, 1);
    }

    /** A number or a name; empty if it is neither. */
    OptionalInt number(String text) {
        int named = names.indexOf(text);
        if (named >= 0) {
            return OptionalInt.of(min + named);
        }
        if (text.isEmpty()
                || text.length() > 2
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(text);
        return number < min || number > max ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /**
     * Numbers as bits: lists of {@code *}, {@code 5}, {@code 5-9}, each perhaps with a step.
     *
     * @return 0 if it is anything else
     */
    long numbers(String text) {
        long bits = 0;
        for (String part : text.split(",", -1)) {
            long some = part(part);
            if (some == 0) {
                return 0;
            }
            bits |= some;
        }
        return bits;
    }

    private long part(String part) {
        int slash = part.indexOf('/');
        String range = slash < 0 ? part : part.substring(0, slash);
        int step = 1;
        if (slash >= 0) {
            String text = part.substring(slash + 1);
            if (!text.matches("[0-9]{1,2}") || Integer.parseInt(text) == 0) {
                return 0;
            }
            step = Integer.parseInt(text);
        }
        if (range.equals("*")) {
            return range(min, max, step);
        }
        int dash = range.indexOf('-');
        OptionalInt from = number(dash < 0 ? range : range.substring(0, dash));
        OptionalInt to = dash < 0 ? from : number(range.substring(dash + 1));
        if (from.isEmpty() || to.isEmpty()) {
            return 0;
        }
        int last = dash < 0 && slash >= 0 ? max : to.getAsInt();
        return range(from.getAsInt(), last, step);
    }

    /** Days of the week may run over the end of the week; all others are checked before. */
    private long range(int from, int to, int step) {
        int end = to < from ? to + max - min + 1 : to;
        long bits = 0;
        for (int at = from; at <= end; at += step) {
            bits |= 1L << min + (at - min) % (max - min + 1);
        }
        return bits;
    }
}
