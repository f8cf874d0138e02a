package dev.gantry.telemetry.series;

import dev.gantry.spi.meter.Meters;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * All series of one name. Looked into by all; changed under the lock of the {@link Book} that it is
 * in.
 */
final class Family {
    private final String name;
    private final String help;
    private final Kind kind;
    private final List<String> labels;
    private final Bounds bounds;
    private final Consumer<Meters.Rows> reader;
    private final Map<List<String>, Cell> cells = new ConcurrentHashMap<>();
    private volatile Sorted sorted = new Sorted(-1, new Cell[0]);
    private volatile int version;
    private volatile int size;
    private boolean warned;

    private record Sorted(int version, Cell[] cells) {}

    /**
     * @param bounds {@code null} for no histogram
     * @param reader gives all of them at each scrape; {@code null} for one that has cells
     */
    Family(
            String name,
            String help,
            Kind kind,
            List<String> labels,
            Bounds bounds,
            Consumer<Meters.Rows> reader) {
        this.name = name;
        this.help = help;
        this.kind = kind;
        this.labels = labels;
        this.bounds = bounds;
        this.reader = reader;
    }

    String name() {
        return name;
    }

    String help() {
        return help;
    }

    Kind kind() {
        return kind;
    }

    List<String> labels() {
        return labels;
    }

    Bounds bounds() {
        return bounds;
    }

    Consumer<Meters.Rows> reader() {
        return reader;
    }

    /**
     * Refuses what has this name and is something else.
     *
     * @param pairs names and values in turn
     */
    void check(String otherName, Kind otherKind, String[] pairs) {
        boolean same =
                name.equals(otherName)
                        && kind == otherKind
                        && pairs.length == 2 * labels.size()
                        && reader == null;
        for (int i = 0; same && i < pairs.length; i += 2) {
            same = labels.get(i / 2).equals(pairs[i]);
        }
        if (!same) {
            throw new IllegalArgumentException(
                    "%s is a %s with the labels %s already; %s cannot be a %s with %s"
                            .formatted(
                                    name,
                                    kind.name().toLowerCase(Locale.ROOT),
                                    labels,
                                    otherName,
                                    otherKind.name().toLowerCase(Locale.ROOT),
                                    Book.names(pairs)));
        }
    }

    Cell get(List<String> values) {
        return cells.get(values);
    }

    /** Series that count against the limit. */
    int size() {
        return size;
    }

    /**
     * @param counts whether it counts against the limit
     */
    void put(Cell cell, boolean counts) {
        cell.counts(counts);
        cells.put(cell.place().values(), cell);
        size += counts ? 1 : 0;
        version++;
    }

    /** Returns whether it counted. */
    boolean remove(Cell cell) {
        boolean counted = false;
        if (cells.remove(cell.place().values(), cell)) {
            counted = cell.counts();
            size -= counted ? 1 : 0;
            version++;
        }
        return counted;
    }

    boolean empty() {
        return cells.isEmpty() && reader == null;
    }

    /** In the order of their labels. */
    Cell[] cells() {
        int now = version;
        Sorted known = sorted;
        if (known.version != now) {
            Cell[] all = cells.values().toArray(Cell[]::new);
            Arrays.sort(all, Comparator.comparing(cell -> cell.tags().text(), Arrays::compare));
            known = new Sorted(now, all);
            sorted = known;
        }
        return known.cells;
    }

    /** Whether nobody was told yet that it is full; true once. */
    boolean toldNobody() {
        boolean first = !warned;
        warned = true;
        return first;
    }

    /**
     * The label with the most values, and how many these are.
     *
     * @param from the first label that is looked at
     */
    Map.Entry<String, Integer> widest(int from) {
        Map.Entry<String, Integer> widest = Map.entry("", 0);
        for (int i = from; i < labels.size(); i++) {
            Set<String> different = new HashSet<>();
            for (List<String> values : cells.keySet()) {
                different.add(values.get(i));
            }
            if (different.size() > widest.getValue()) {
                widest = Map.entry(labels.get(i), different.size());
            }
        }
        return widest;
    }
}
