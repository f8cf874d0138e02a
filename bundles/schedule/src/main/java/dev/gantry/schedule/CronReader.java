package dev.gantry.schedule;

import dev.gantry.spi.run.GantryException;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads cron expressions, and says what is wrong with them. */
final class CronReader {

    private static final Pattern RANGE = Pattern.compile("(\\d+|[A-Z]{3})-(\\d+|[A-Z]{3})");
    private static final Pattern TOO_NEAR = Pattern.compile("(29|3\\d)W");
    private static final Pattern NEAR = Pattern.compile("(\\d{1,2})W");
    private static final Pattern LAST = Pattern.compile("L(?:-(\\d|1\\d|2[0-7]))?");
    private static final Pattern NTH = Pattern.compile("(\\d|[A-Z]{3})#(\\d)");
    private static final Pattern LAST_WEEKDAY = Pattern.compile("(\\d|[A-Z]{3})L");
    private static final Map<String, String> MACROS =
            Map.of(
                    "@YEARLY", "0 0 1 1 ?",
                    "@ANNUALLY", "0 0 1 1 ?",
                    "@MONTHLY", "0 0 1 * ?",
                    "@WEEKLY", "0 0 ? * SUN",
                    "@DAILY", "0 0 * * ?",
                    "@MIDNIGHT", "0 0 * * ?",
                    "@HOURLY", "0 * * * ?");

    private final String text;
    private final List<String> fields;

    /**
     * Takes an expression apart.
     *
     * @throws GantryException {@code INVALID}: quotes it and says what is expected
     */
    CronReader(String text) {
        this.text = text;
        String upper = text.strip().toUpperCase(Locale.ROOT);
        if (MACROS.containsKey(upper)) {
            throw invalid("names for whole expressions are not read; write " + MACROS.get(upper));
        }
        List<String> read = new ArrayList<>();
        if (!upper.isEmpty()) {
            read.addAll(List.of(upper.split("\\s+")));
        }
        switch (read.size()) {
            case 5 -> read.addFirst("0");
            case 6 -> {
                // nothing is missing
            }
            case 7 -> throw invalid("seven fields; leave out the last one, the year");
            default -> throw invalid(read.size() + " fields");
        }
        this.fields = read;
        clearDays();
    }

    /** The numbers of a field, as bits. */
    long numbers(CronField field) {
        String value = fields.get(field.ordinal());
        Matcher range = RANGE.matcher(value);
        while (field != CronField.WEEKDAY && range.find()) {
            OptionalInt from = field.number(range.group(1));
            OptionalInt to = field.number(range.group(2));
            if (from.isPresent() && to.isPresent() && from.getAsInt() > to.getAsInt()) {
                throw wrong(
                        field, "the range " + range.group() + " runs backwards; write two ranges");
            }
        }
        long bits = field.numbers(value);
        if (bits == 0) {
            throw wrong(field, "expected " + field.expected());
        }
        return bits;
    }

    /** On which days of a month it fires. */
    CronDays days() {
        String weekday = fields.get(CronField.WEEKDAY.ordinal());
        return weekday.equals("?") ? ofMonth() : ofWeek(weekday);
    }

    private CronDays ofMonth() {
        String day = fields.get(CronField.DAY.ordinal());
        boolean special = day.contains("L") || day.contains("W");
        if (special && day.contains(",")) {
            throw wrong(CronField.DAY, "L, W and # stand alone, not in a list");
        }
        if (TOO_NEAR.matcher(day).matches()) {
            throw wrong(
                    CronField.DAY,
                    "not every month has that day; write 1W to 28W, or LW for the last weekday");
        }
        if (day.equals("LW")) {
            return new CronDays.Nearest(31);
        }
        Matcher near = NEAR.matcher(day);
        if (near.matches() && CronField.DAY.number(near.group(1)).isPresent()) {
            return new CronDays.Nearest(Integer.parseInt(near.group(1)));
        }
        Matcher last = LAST.matcher(day);
        if (last.matches()) {
            return new CronDays.Last(last.group(1) == null ? 0 : Integer.parseInt(last.group(1)));
        }
        return new CronDays.Numbers((int) numbers(CronField.DAY));
    }

    private CronDays ofWeek(String weekday) {
        boolean special = weekday.contains("#") || weekday.endsWith("L");
        if (special && weekday.contains(",")) {
            throw wrong(CronField.WEEKDAY, "L, W and # stand alone, not in a list");
        }
        Matcher nth = NTH.matcher(weekday);
        if (nth.matches() && CronField.WEEKDAY.number(nth.group(1)).isPresent()) {
            int which = Integer.parseInt(nth.group(2));
            if (which > 0) {
                return new CronDays.Nth(iso(nth.group(1)), which);
            }
        }
        Matcher last = LAST_WEEKDAY.matcher(weekday);
        if (last.matches() && CronField.WEEKDAY.number(last.group(1)).isPresent()) {
            return new CronDays.Nth(iso(last.group(1)), 0);
        }
        long bits = numbers(CronField.WEEKDAY);
        int days = 0;
        for (int day = 1; day <= 7; day++) {
            days |= (int) (bits >> day & 1) << iso(Integer.toString(day)).getValue();
        }
        return new CronDays.Weekdays(days);
    }

    /** From 1 for Sunday. */
    private static DayOfWeek iso(String weekday) {
        int number = CronField.WEEKDAY.number(weekday).orElseThrow();
        return DayOfWeek.SUNDAY.plus(number - 1L);
    }

    /** Makes {@code ?} of the day that says nothing. */
    private void clearDays() {
        String day = fields.get(CronField.DAY.ordinal());
        String weekday = fields.get(CronField.WEEKDAY.ordinal());
        boolean anyDay = day.equals("*") || day.equals("?");
        boolean anyWeekday = weekday.equals("*") || weekday.equals("?");
        if (!anyDay && !anyWeekday) {
            throw invalid(
                    "a day of month ("
                            + day
                            + ") and a day of week ("
                            + weekday
                            + ") cannot both be given; write ? for one of them");
        }
        if (day.equals("?") && weekday.equals("?")) {
            throw invalid("only one of the two days can be ?; write * for the other");
        }
        fields.set(CronField.DAY.ordinal(), anyDay && anyWeekday ? "*" : day);
        fields.set(CronField.WEEKDAY.ordinal(), anyWeekday ? "?" : weekday);
    }

    private GantryException wrong(CronField field, String problem) {
        return invalid(field.label() + " " + fields.get(field.ordinal()) + ": " + problem);
    }

    /** A refusal of this expression. */
    GantryException invalid(String problem) {
        return Errors.invalid(
                "/cron",
                "cron expression \""
                        + text
                        + "\": "
                        + problem
                        + ". Expected: minute hour day-of-month month day-of-week, as in \"30 9 ? *"
                        + " MON-FRI\", or the same with the second before it");
    }
}
