package dev.gantry.schedule;

import static com.cronutils.model.definition.CronDefinitionBuilder.defineCron;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;

import dev.gantry.spi.run.GantryException;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cron expression of five fields (minute first) or six (second first), as in Quartz, read on a
 * clock without a zone. {@code *} for one of the two days counts as {@code ?}, so that both may be
 * written. Immutable, thread-safe.
 */
final class CronExpression {

    private static final CronParser PARSER = new CronParser(definition());
    private static final List<String> ANY = List.of("*", "*", "*", "*", "*", "?");
    private static final List<String> EACH_HOUR = List.of("*", "*/1", "0/1", "0-23");
    private static final List<String> MONTHS =
            List.of(
                    "", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
                    "DEC");
    private static final Pattern RANGE = Pattern.compile("(\\d+|[A-Z]{3})-(\\d+|[A-Z]{3})");
    private static final Pattern NEAR = Pattern.compile("(29|3\\d)W");
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
    private final ExecutionTime times;

    private CronExpression(String text, List<String> fields, ExecutionTime times) {
        this.text = text;
        this.fields = fields;
        this.times = times;
    }

    /**
     * Reads an expression.
     *
     * @throws GantryException {@code INVALID}: quotes it and says what is expected
     */
    static CronExpression parse(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        if (MACROS.containsKey(upper)) {
            throw invalid(
                    text, "names for whole expressions are not read; write " + MACROS.get(upper));
        }
        List<String> fields = upper.isEmpty() ? List.of() : List.of(upper.split("\\s+"));
        fields =
                switch (fields.size()) {
                    case 5 -> days(text, join("0", fields));
                    case 6 -> days(text, fields);
                    case 7 -> throw invalid(text, "seven fields; leave out the last one, the year");
                    default -> throw invalid(text, fields.size() + " fields");
                };
        for (CronField field : CronField.values()) {
            check(text, field, fields.get(field.ordinal()));
        }
        CronExpression expression =
                new CronExpression(
                        text,
                        fields,
                        ExecutionTime.forCron(PARSER.parse(String.join(" ", fields))));
        if (expression.next(LocalDateTime.of(2024, 1, 1, 0, 0)).isEmpty()) {
            throw invalid(text, "there is no such day, so it never fires");
        }
        return expression;
    }

    /** The first time after {@code after}; empty if there is none. */
    Optional<LocalDateTime> next(LocalDateTime after) {
        ZonedDateTime plain = after.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneOffset.UTC);
        return times.nextExecution(plain).map(ZonedDateTime::toLocalDateTime);
    }

    /** Whether it goes through every hour of the day, and so has no fixed time of day. */
    boolean eachHour() {
        return EACH_HOUR.contains(fields.get(CronField.HOUR.ordinal()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CronExpression that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    /** Makes {@code ?} of the day that says nothing. */
    private static List<String> days(String text, List<String> fields) {
        String day = fields.get(CronField.DAY.ordinal());
        String weekday = fields.get(CronField.WEEKDAY.ordinal());
        boolean anyDay = day.equals("*") || day.equals("?");
        boolean anyWeekday = weekday.equals("*") || weekday.equals("?");
        if (!anyDay && !anyWeekday) {
            throw invalid(
                    text,
                    "a day of month ("
                            + day
                            + ") and a day of week ("
                            + weekday
                            + ") cannot both be given; write ? for one of them");
        }
        if (day.equals("?") && weekday.equals("?")) {
            throw invalid(text, "only one of the two days can be ?; write * for the other");
        }
        String[] clear = fields.toArray(String[]::new);
        clear[CronField.DAY.ordinal()] = anyDay && anyWeekday ? "*" : anyDay ? "?" : day;
        clear[CronField.WEEKDAY.ordinal()] = anyWeekday ? "?" : weekday;
        return List.of(clear);
    }

    /** Refuses what is no such field, and what the library would read in a surprising way. */
    private static void check(String text, CronField field, String value) {
        String problem = null;
        Matcher range = RANGE.matcher(value);
        while (field != CronField.WEEKDAY && problem == null && range.find()) {
            if (number(range.group(1)) > number(range.group(2))) {
                problem = "the range " + range.group() + " runs backwards; write two ranges";
            }
        }
        boolean special =
                field == CronField.DAY && (value.contains("L") || value.contains("W"))
                        || field == CronField.WEEKDAY
                                && (value.contains("#") || value.endsWith("L"));
        if (problem == null && special && value.contains(",")) {
            problem = "L, W and # stand alone, not in a list";
        }
        if (problem == null && field == CronField.DAY && NEAR.matcher(value).matches()) {
            problem = "not every month has that day; write 1W to 28W, or LW for the last weekday";
        }
        if (problem == null && !readable(field, value)) {
            problem = "expected " + field.expected();
        }
        if (problem != null) {
            throw invalid(text, field.label() + " " + value + ": " + problem);
        }
    }

    private static boolean readable(CronField field, String value) {
        String[] alone = ANY.toArray(String[]::new);
        alone[field.ordinal()] = value;
        if (field == CronField.WEEKDAY && !value.equals("?")) {
            alone[CronField.DAY.ordinal()] = "?";
        }
        try {
            PARSER.parse(String.join(" ", alone));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int number(String value) {
        return Character.isDigit(value.charAt(0))
                ? Integer.parseInt(value.substring(0, Math.min(value.length(), 9)))
                : MONTHS.indexOf(value);
    }

    private static List<String> join(String first, List<String> rest) {
        String[] all = new String[rest.size() + 1];
        Arrays.setAll(all, i -> i == 0 ? first : rest.get(i - 1));
        return List.of(all);
    }

    private static GantryException invalid(String text, String problem) {
        return new GantryException(
                GantryException.Code.INVALID,
                "cron expression \""
                        + text
                        + "\": "
                        + problem
                        + ". Expected: minute hour day-of-month month day-of-week, as in \"30 9 ? *"
                        + " MON-FRI\", or the same with the second before it");
    }

    private static CronDefinition definition() {
        return defineCron()
                .withSeconds()
                .withValidRange(0, 59)
                .and()
                .withMinutes()
                .withValidRange(0, 59)
                .and()
                .withHours()
                .withValidRange(0, 23)
                .and()
                .withDayOfMonth()
                .withValidRange(1, 31)
                .supportsL()
                .supportsW()
                .supportsLW()
                .supportsQuestionMark()
                .and()
                .withMonth()
                .withValidRange(1, 12)
                .and()
                .withDayOfWeek()
                .withValidRange(1, 7)
                .withMondayDoWValue(2)
                .supportsHash()
                .supportsL()
                .supportsQuestionMark()
                .and()
                .instance();
    }
}
