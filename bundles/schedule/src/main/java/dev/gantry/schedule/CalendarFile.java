package dev.gantry.schedule;

import dev.gantry.yaml.UnreadableYamlException;
import dev.gantry.yaml.YamlDocument;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the files in {@code conf/calendars}. */
final class CalendarFile {

    private static final int MOST = 10_000;

    private ZoneId zone = ZoneOffset.UTC;
    private final Set<DayOfWeek> weekdays = EnumSet.noneOf(DayOfWeek.class);
    private final List<CalendarDays.Span> include = new ArrayList<>();
    private final List<CalendarDays.Span> exclude = new ArrayList<>();

    private CalendarFile() {}

    /** The file of a calendar, from the home. */
    static String name(String calendar) {
        return "conf/calendars/" + calendar + ".yaml";
    }

    /** A file that says nothing usable; its message names the line and the remedy. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String calendar, Node node, String problem) {
            this(calendar, node == null ? Optional.empty() : YamlDocument.line(node), problem);
        }

        UnreadableException(String calendar, Optional<Integer> line, String problem) {
            super(name(calendar) + line.map(at -> ", line " + at).orElse("") + ": " + problem);
        }
    }

    /**
     * Reads a calendar.
     *
     * @throws UnreadableException if it is none
     */
    static CalendarDays read(String calendar, String text) throws UnreadableException {
        LoadSettings settings = LoadSettings.builder().setLabel(name(calendar)).build();
        try {
            Node root = YamlDocument.compose(settings, text).orElse(null);
            if (!(root instanceof MappingNode mapping)) {
                throw new UnreadableException(
                        calendar,
                        root,
                        "expected zone, weekdays, include and exclude, as in weekdays: [MON, TUE]");
            }
            CalendarFile file = new CalendarFile();
            file.take(calendar, mapping);
            return new CalendarDays(
                    file.zone,
                    Set.copyOf(file.weekdays),
                    List.copyOf(file.include),
                    List.copyOf(file.exclude));
        } catch (UnreadableYamlException e) {
            throw new UnreadableException(calendar, e.line(), e.getMessage());
        }
    }

    private void take(String calendar, MappingNode mapping) throws UnreadableException {
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            Node value = tuple.getValueNode();
            String name = text(calendar, key);
            if (!seen.add(name)) {
                throw new UnreadableException(
                        calendar, key, "`" + name + "` is there twice; keep one of them");
            }
            switch (name) {
                case "zone" -> zone = zone(calendar, value);
                case "weekdays" -> {
                    for (Node item : items(calendar, value)) {
                        weekdays.add(weekday(calendar, item));
                    }
                }
                case "include" -> spans(calendar, value, include);
                case "exclude" -> spans(calendar, value, exclude);
                default ->
                        throw new UnreadableException(
                                calendar,
                                key,
                                name
                                        + " is not known; expected zone, weekdays, include or"
                                        + " exclude");
            }
        }
        if (weekdays.isEmpty() && include.isEmpty()) {
            if (exclude.isEmpty()) {
                throw new UnreadableException(
                        calendar, mapping, "it has no days; add weekdays or include");
            }
            weekdays.addAll(EnumSet.allOf(DayOfWeek.class));
        }
    }

    private static void spans(String calendar, Node value, List<CalendarDays.Span> spans)
            throws UnreadableException {
        for (Node item : items(calendar, value)) {
            spans.add(span(calendar, item));
        }
    }

    private static CalendarDays.Span span(String calendar, Node node) throws UnreadableException {
        String text = text(calendar, node);
        String[] ends = text.split("/", -1);
        try {
            if (ends.length <= 2) {
                String from = ends[0].strip();
                String to = ends[ends.length - 1].strip();
                if (from.length() == 5 && to.length() == 5) {
                    return new CalendarDays.Span.Yearly(
                            MonthDay.parse("--" + from), MonthDay.parse("--" + to));
                }
                LocalDate first = LocalDate.parse(from);
                LocalDate last = LocalDate.parse(to);
                if (last.isBefore(first)) {
                    throw new UnreadableException(
                            calendar, node, text + " ends before it begins; swap its ends");
                }
                return new CalendarDays.Span.Once(first, last);
            }
        } catch (DateTimeException e) {
            // told below
        }
        throw new UnreadableException(
                calendar,
                node,
                "expected a day as 2026-12-24, a range as 2026-12-24/2026-12-31, or each year's"
                        + " as 12-25, got "
                        + text);
    }

    private static ZoneId zone(String calendar, Node node) throws UnreadableException {
        String text = text(calendar, node);
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new UnreadableException(
                    calendar, node, "expected a zone such as Europe/Berlin, got " + text);
        }
    }

    private static DayOfWeek weekday(String calendar, Node node) throws UnreadableException {
        String text = text(calendar, node).toUpperCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().equals(text) || day.name().substring(0, 3).equals(text)) {
                return day;
            }
        }
        throw new UnreadableException(
                calendar, node, "expected MON, TUE, WED, THU, FRI, SAT or SUN, got " + text);
    }

    private static List<Node> items(String calendar, Node node) throws UnreadableException {
        if (!(node instanceof SequenceNode sequence)) {
            throw new UnreadableException(calendar, node, "expected a list, as in [12-25, 12-26]");
        }
        if (sequence.getValue().size() > MOST) {
            throw new UnreadableException(
                    calendar, node, "more than " + MOST + " days; use ranges");
        }
        return sequence.getValue();
    }

    private static String text(String calendar, Node node) throws UnreadableException {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue().strip();
        }
        throw new UnreadableException(calendar, node, "expected a plain value");
    }
}
