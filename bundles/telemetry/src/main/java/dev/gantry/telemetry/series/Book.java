package dev.gantry.telemetry.series;

import dev.gantry.metricrules.MetricRules;
import dev.gantry.spi.meter.Meters;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * All series, by name and labels, and how many there may be. A metric has a limited number of
 * combinations of label values; what comes later is counted in one more, with {@value #OTHER} for
 * its labels, and those that are there stay as they are. Thread-safe: what is known is found
 * without a lock, and so is {@value #OTHER}.
 */
public final class Book {
    /** Stands for all values that are one too many. */
    public static final String OTHER = "_other";

    private static final Logger LOG = LoggerFactory.getLogger(Book.class);
    private static final String FOLDED = "gantry_metrics_folded_total";
    private static final String FOLDED_HELP =
            "Requests for a meter with too many combinations of labels, answered with _other";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern SUFFIX = Pattern.compile("_(total|info)$");

    private final Limits limits;
    private final InstantSource clock;
    private final Map<String, Family> families = new ConcurrentSkipListMap<>();
    private final Map<String, String> bases = new HashMap<>();
    private final Budget budget;
    private final Map<String, CounterCell> folded = new ConcurrentHashMap<>();

    /** With nothing in it. */
    public Book(Limits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
        this.budget = new Budget(limits.perPlugin());
    }

    /** The counter of these labels. */
    public CounterCell counter(Wish wish) {
        return find(wish, CounterCell.class, place -> new CounterCell(place, clock));
    }

    /** The histogram of these labels. */
    public HistogramCell histogram(Wish wish) {
        return find(wish, HistogramCell.class, this::histogram);
    }

    private HistogramCell histogram(Cell.Place place) {
        Family family = place.family();
        return family == null
                ? new HistogramCell(place, new Bounds(List.of()), false, clock)
                : new HistogramCell(place, family.bounds(), limits.fine(), clock);
    }

    /** The number of these labels that is set. */
    public SetCell set(Wish wish) {
        return find(wish, SetCell.class, SetCell::new);
    }

    /** The number of these labels that is read. */
    public ReadCell read(Wish wish) {
        return find(wish, ReadCell.class, ReadCell::new);
    }

    /**
     * Numbers that are read, of any number of labels.
     *
     * @return ends them
     */
    public Runnable rows(
            String name, String help, List<String> labels, Consumer<Meters.Rows> reader) {
        Family family = new Family(name, help, Kind.GAUGE, labels, null, reader);
        synchronized (this) {
            claim(name);
            if (families.putIfAbsent(name, family) != null) {
                throw new IllegalArgumentException(name + " is there already");
            }
        }
        return () -> {
            synchronized (this) {
                if (families.remove(name, family)) {
                    bases.remove(base(name));
                }
            }
        };
    }

    private <C extends Cell> C find(Wish wish, Class<C> type, Function<Cell.Place, C> make) {
        List<String> values = values(wish);
        Cell found = known(wish, values);
        if (found == null) {
            synchronized (this) {
                found = admit(wish, values, make);
            }
        }
        if (!type.isInstance(found)) {
            throw new IllegalArgumentException(
                    wish.name() + " is either set or read, counted or added up, not both");
        }
        return type.cast(found);
    }

    /** What tells of the others is never full: there are no more metrics than series. */
    private boolean full(Family family) {
        return family.size() >= limits.perMetric() && !family.name().equals(FOLDED);
    }

    private Cell known(Wish wish, List<String> values) {
        Family family = families.get(wish.name());
        if (family == null) {
            return null;
        }
        family.check(wish.name(), wish.kind(), wish.labels());
        Cell known = family.get(values);
        if (known == null && full(family)) {
            known = family.get(folded(wish, values));
            if (known != null) {
                countFolded(wish.name());
            }
        }
        return known;
    }

    private Cell admit(Wish wish, List<String> values, Function<Cell.Place, ? extends Cell> make) {
        boolean spent = budget.spent(wish.plugin());
        Family family = families.get(wish.name());
        if (family == null && spent) {
            budget.overspent(wish.plugin(), families.values());
            return make.apply(nowhere(values));
        }
        if (family == null) {
            family = open(wish);
        }
        family.check(wish.name(), wish.kind(), wish.labels());
        Cell known = family.get(values);
        if (known != null) {
            return known;
        }
        if (!spent && !full(family)) {
            Cell fresh = make.apply(place(family, wish, values));
            family.put(fresh, true);
            budget.take(wish.plugin());
            return fresh;
        }
        countFolded(wish.name());
        if (spent) {
            budget.overspent(wish.plugin(), families.values());
        } else {
            budget.full(family, wish.plugin());
        }
        return other(family, wish, values, make);
    }

    /** Of numbers that cannot be added up there is no sum that would mean anything. */
    private Cell other(
            Family family,
            Wish wish,
            List<String> values,
            Function<Cell.Place, ? extends Cell> make) {
        if (wish.kind() == Kind.GAUGE || wish.kind() == Kind.INFO) {
            return make.apply(nowhere(values));
        }
        List<String> others = folded(wish, values);
        Cell other = family.get(others);
        if (other == null) {
            other = make.apply(place(family, wish, others));
            family.put(other, false);
        }
        return other;
    }

    private Family open(Wish wish) {
        if (!NAME.matcher(wish.name()).matches()) {
            throw new IllegalArgumentException(
                    "a metric's name is lower-case letters, digits and _: " + wish.name());
        }
        for (String label : names(wish.labels())) {
            String why = MetricRules.forbidden(label);
            if (why != null) {
                throw new IllegalArgumentException(
                        wish.name() + ": the label " + label + " " + why);
            }
        }
        claim(wish.name());
        Family family =
                new Family(
                        wish.name(),
                        wish.help(),
                        wish.kind(),
                        names(wish.labels()),
                        wish.steps() == null ? null : new Bounds(wish.steps()),
                        null);
        families.put(wish.name(), family);
        return family;
    }

    /** In OpenMetrics these are suffixes of a family: {@code x} beside {@code x_total} breaks. */
    private static String base(String name) {
        return SUFFIX.matcher(name).replaceFirst("");
    }

    private void claim(String name) {
        String there = bases.putIfAbsent(base(name), name);
        if (there != null && !there.equals(name)) {
            throw new IllegalArgumentException(
                    name + " cannot be told from " + there + ", which is there already");
        }
    }

    static List<String> names(String[] pairs) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            names.add(pairs[i]);
        }
        return List.copyOf(names);
    }

    private static List<String> values(Wish wish) {
        String[] pairs = wish.labels();
        if (pairs.length % 2 != 0) {
            throw new IllegalArgumentException(
                    wish.name()
                            + ": labels are pairs of name and value, not "
                            + Arrays.toString(pairs));
        }
        String[] values = new String[pairs.length / 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = pairs[2 * i + 1];
        }
        return List.of(values);
    }

    private static List<String> folded(Wish wish, List<String> values) {
        String[] folded = values.toArray(String[]::new);
        Arrays.fill(folded, wish.plugin() == null ? 0 : 2, folded.length, OTHER);
        return List.of(folded);
    }

    private Cell.Place place(Family family, Wish wish, List<String> values) {
        Map<String, String> labels = new TreeMap<>(limits.common());
        for (int i = 0; i < values.size(); i++) {
            labels.put(wish.labels()[2 * i], values.get(i));
        }
        return new Cell.Place(family, values, Tags.of(labels));
    }

    private static Cell.Place nowhere(List<String> values) {
        return new Cell.Place(null, values, null);
    }

    private void countFolded(String metric) {
        if (metric.equals(FOLDED)) {
            return;
        }
        CounterCell counter = folded.get(metric);
        if (counter == null) {
            String[] labels = {"metric", metric};
            counter = counter(new Wish(FOLDED, Kind.COUNTER, FOLDED_HELP, null, labels, null));
            folded.put(metric, counter);
        }
        counter.increment();
    }

    /**
     * Finds a series and shares it, unless the caller does so already.
     *
     * @param mine what the caller shares
     */
    public synchronized <C extends Cell> C share(Set<Cell> mine, Supplier<C> find) {
        C cell = find.get();
        if (cell.place().family() != null && mine.add(cell)) {
            cell.share();
        }
        return cell;
    }

    /** One that is read has one source more. */
    public synchronized ReadCell.Source share(Wish wish, DoubleSupplier supplier) {
        ReadCell cell = read(wish);
        cell.share();
        return cell.add(supplier, wish.plugin());
    }

    /** One who shared it needs it no more; what nobody needs is gone. */
    public synchronized void leave(Cell cell, String plugin) {
        if (cell.leave() && cell.place().family() != null) {
            remove(cell.place().family(), cell, plugin);
        }
    }

    private void remove(Family family, Cell cell, String plugin) {
        if (family.remove(cell)) {
            budget.giveBack(plugin);
        }
        if (family.empty() && families.remove(family.name(), family)) {
            bases.remove(base(family.name()));
            if (folded.remove(family.name()) != null) {
                forget(FOLDED, "metric", family.name());
            }
        }
    }

    /** Removes the series of a name that have these labels among theirs. */
    public synchronized void forget(String name, String... pairs) {
        Family family = families.get(name);
        if (family == null) {
            return;
        }
        for (Cell cell : family.cells().clone()) {
            boolean meant = true;
            for (int i = 0; meant && i < pairs.length; i += 2) {
                int at = family.labels().indexOf(pairs[i]);
                meant = at >= 0 && cell.place().values().get(at).equals(pairs[i + 1]);
            }
            if (meant) {
                remove(family, cell, null);
            }
        }
    }

    /** Writes all series. */
    public void write(Format format, Reading reading) {
        for (Family family : families.values()) {
            if (family.reader() != null) {
                format.begin(family.name(), family.kind(), family.help());
                rows(family, format);
                continue;
            }
            Cell[] cells = family.cells();
            if (cells.length > 0) {
                format.begin(family.name(), family.kind(), family.help());
                for (Cell cell : cells) {
                    cell.write(format, reading);
                }
            }
        }
    }

    private void rows(Family family, Format format) {
        int[] count = {0};
        try {
            family.reader()
                    .accept(
                            (value, values) -> {
                                if (count[0]++ < limits.perMetric()) {
                                    Map<String, String> labels = new TreeMap<>(limits.common());
                                    for (int i = 0; i < values.length; i++) {
                                        labels.put(family.labels().get(i), values[i]);
                                    }
                                    format.gauge(Tags.of(labels), value);
                                }
                            });
        } catch (RuntimeException e) {
            LOG.warn("{} cannot be read", family.name(), e);
        }
    }
}
