package dev.gantry.telemetry.plugin;

import dev.gantry.api.context.Registration;
import dev.gantry.api.metric.Counter;
import dev.gantry.api.metric.Gauge;
import dev.gantry.api.metric.Timer;
import dev.gantry.metricrules.MetricRules;
import dev.gantry.spi.meter.PluginMeters;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.telemetry.series.Book;
import dev.gantry.telemetry.series.Cell;
import dev.gantry.telemetry.series.Kind;
import dev.gantry.telemetry.series.ReadCell;
import dev.gantry.telemetry.series.Wish;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * The metrics of one revision of a plugin. It is all that knows the plugin's objects, and forgets
 * them when it is closed. Thread-safe.
 */
public final class PluginMetrics implements PluginMeters {
    private static final Logger LOG = LoggerFactory.getLogger(PluginMetrics.class);
    private static final int LONGEST = 128;
    private static final int MOST_WARNINGS = 20;

    private final RevisionRef revision;
    private final Book book;
    private final AllowedLabels allowed;
    private final List<Duration> steps;
    private final String prefix;
    private final Map<List<String>, Object> known = new ConcurrentHashMap<>();
    private final Set<Cell> shared = ConcurrentHashMap.newKeySet();
    private final Map<List<String>, ReadCell.Source> read = new HashMap<>();
    private final Set<String> warned = Collections.synchronizedSet(new HashSet<>());
    private volatile boolean closed;

    /**
     * @param steps ends of the buckets of timers
     */
    public PluginMetrics(
            RevisionRef revision, Book book, AllowedLabels allowed, List<Duration> steps) {
        this.revision = revision;
        this.book = book;
        this.allowed = allowed;
        this.steps = steps;
        this.prefix = PluginNames.prefix(revision.plugin());
    }

    @Override
    public Counter counter(String name, String help, String... labels) {
        return meter(
                Counter.class,
                new Asked(MetricRules.Kind.COUNTER, name, help, labels),
                wish -> book.share(shared, () -> book.counter(wish)),
                cell ->
                        amount -> {
                            if (amount >= 0 && amount <= Double.MAX_VALUE) {
                                cell.add(amount);
                            }
                        },
                NONE::counter);
    }

    @Override
    public Timer timer(String name, String help, String... labels) {
        return meter(
                Timer.class,
                new Asked(MetricRules.Kind.TIMER, name, help, labels),
                wish -> book.share(shared, () -> book.histogram(wish)),
                cell -> cell::record,
                NONE::timer);
    }

    @Override
    public Gauge gauge(String name, String help, String... labels) {
        return meter(
                Gauge.class,
                new Asked(MetricRules.Kind.GAUGE, name, help, labels),
                wish -> book.share(shared, () -> book.set(wish)),
                cell -> cell::set,
                NONE::gauge);
    }

    @Override
    public Registration gauge(String name, String help, DoubleSupplier value, String... labels) {
        Asked asked = new Asked(MetricRules.Kind.GAUGE, name, help, labels);
        asked.check();
        if (!allowed(asked)) {
            return () -> {};
        }
        Wish wish = wish(asked);
        List<String> key = asked.key();
        synchronized (read) {
            if (closed) {
                return () -> {};
            }
            ReadCell.Source fresh = book.share(wish, value);
            end(read.put(key, fresh));
            return () -> {
                synchronized (read) {
                    read.remove(key, fresh);
                }
                end(fresh);
            };
        }
    }

    private void end(ReadCell.Source source) {
        if (source != null && source.end()) {
            book.leave(source.cell(), revision.plugin());
        }
    }

    private interface Nothing<M> {
        M of(String name, String help, String... labels);
    }

    private <M, C extends Cell> M meter(
            Class<M> type,
            Asked asked,
            Function<Wish, C> find,
            Function<C, M> handle,
            Nothing<M> nothing) {
        List<String> key = asked.key();
        Object there = known.get(key);
        if (type.isInstance(there)) {
            return type.cast(there);
        }
        asked.check();
        if (closed || !allowed(asked)) {
            return nothing.of(asked.name, asked.help);
        }
        C cell = find.apply(wish(asked));
        M meter = handle.apply(cell);
        if (shared.contains(cell) && cell.stands(asked.values())) {
            known.put(key, meter);
        }
        if (closed) {
            close();
        }
        return meter;
    }

    private Wish wish(Asked asked) {
        List<String> labels = new ArrayList<>();
        labels.addAll(List.of("plugin", revision.plugin(), "version", revision.version()));
        List<String> values = asked.values();
        for (int i = 0; i < values.size(); i++) {
            labels.add(asked.labels[2 * i]);
            labels.add(values.get(i));
        }
        Kind kind =
                switch (asked.kind) {
                    case COUNTER -> Kind.COUNTER;
                    case TIMER -> Kind.HISTOGRAM;
                    case GAUGE -> Kind.GAUGE;
                };
        return new Wish(
                prefix + asked.name,
                kind,
                cut(asked.help),
                kind == Kind.HISTOGRAM ? steps : null,
                labels.toArray(String[]::new),
                revision.plugin());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    private boolean allowed(Asked asked) {
        for (int i = 0; i < asked.labels.length; i += 2) {
            String label = asked.labels[i];
            if (!allowed.allows(label)) {
                if (warned.size() < MOST_WARNINGS && warned.add(asked.name + " " + label)) {
                    LOG.warn(
                            "{}{} of {} is not shown: the label {} is not among those that {}"
                                    + " allows; add it there, or have the plugin use another one",
                            prefix,
                            asked.name,
                            revision,
                            label,
                            AllowedLabels.KEY);
                }
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        closed = true;
        List<ReadCell.Source> sources;
        synchronized (read) {
            sources = List.copyOf(read.values());
            read.clear();
        }
        sources.forEach(this::end);
        known.clear();
        for (Cell cell : shared) {
            if (shared.remove(cell)) {
                book.leave(cell, revision.plugin());
            }
        }
    }

    /** What the plugin's code said. */
    private static final class Asked {
        private final MetricRules.Kind kind;
        private final String name;
        private final String help;
        private final String[] labels;

        Asked(MetricRules.Kind kind, String name, String help, String[] labels) {
            this.kind = kind;
            this.name = name;
            this.help = help == null ? "" : help;
            this.labels = labels.clone();
            for (int i = 1; i < labels.length; i += 2) {
                this.labels[i] = labels[i] == null ? null : cut(labels[i]);
            }
        }

        void check() {
            MetricRules.check(kind, name, labels);
        }

        List<String> key() {
            String[] key = Arrays.copyOf(labels, labels.length + 1);
            key[labels.length] = name;
            return Arrays.asList(key);
        }

        List<String> values() {
            List<String> values = new ArrayList<>();
            for (int i = 1; i < labels.length; i += 2) {
                values.add(labels[i]);
            }
            return values;
        }
    }
}
