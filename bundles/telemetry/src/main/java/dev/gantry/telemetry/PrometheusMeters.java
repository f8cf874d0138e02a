package dev.gantry.telemetry;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.meter.Scrape;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * The meters of this Gantry on Micrometer's Prometheus registry. Thread-safe; asking for a known
 * meter takes one look into a map.
 *
 * <p>A metric has at most {@value #LIMIT} combinations of label values; what comes later is counted
 * under {@code _other}. Meters of the JVM are bound by the first scrape, so that one who never
 * scrapes does not wait for them.
 */
@Component(service = {Meters.class, Scrape.class})
public final class PrometheusMeters implements Meters, Scrape {
    static final int LIMIT = 1000;

    private static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5)
    };

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Families families;
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Series, Shown> gauges = new ConcurrentHashMap<>();
    private final Map<Series, Shown> totals = new ConcurrentHashMap<>();
    private JvmMeters jvm;

    /** With the limit of labels that is documented. */
    @Activate
    public PrometheusMeters() {
        this(LIMIT);
    }

    PrometheusMeters(int limit) {
        families =
                new Families(
                        limit,
                        metric ->
                                io.micrometer.core.instrument.Counter.builder(
                                                "gantry_metrics_folded_total")
                                        .description(
                                                "Requests for a meter with too many combinations"
                                                        + " of labels, answered with _other")
                                        .tag("metric", metric)
                                        .register(registry)
                                        .increment());
    }

    @Override
    public Counter counter(String name, String help, String... labels) {
        Series series = Series.of(name, labels);
        Counter known = counters.get(series);
        if (known != null) {
            return known;
        }
        if (!name.endsWith("_total")) {
            throw new IllegalArgumentException("the name of a counter ends in _total: " + name);
        }
        synchronized (families) {
            known = counters.get(series);
            if (known != null) {
                return known;
            }
            Series admitted = families.admit(Families.Kind.COUNTER, series);
            return counters.computeIfAbsent(
                    admitted,
                    it ->
                            io.micrometer.core.instrument.Counter.builder(name)
                                            .description(help)
                                            .tags(it.labels())
                                            .register(registry)
                                    ::increment);
        }
    }

    @Override
    public void forget(String name, String... labels) {
        Series wanted = Series.of(name, labels);
        synchronized (families) {
            registry.find(name).tags(wanted.labels()).counters().forEach(registry::remove);
            for (Series series : List.copyOf(counters.keySet())) {
                if (series.covers(wanted)) {
                    counters.remove(series);
                    families.release(series);
                }
            }
        }
    }

    @Override
    public Timer timer(String name, String help, String... labels) {
        Series series = Series.of(name, labels);
        Timer known = timers.get(series);
        if (known != null) {
            return known;
        }
        if (!name.endsWith("_seconds")) {
            throw new IllegalArgumentException("the name of a timer ends in _seconds: " + name);
        }
        synchronized (families) {
            known = timers.get(series);
            if (known != null) {
                return known;
            }
            Series admitted = families.admit(Families.Kind.TIMER, series);
            return timers.computeIfAbsent(
                    admitted,
                    it ->
                            io.micrometer.core.instrument.Timer.builder(name)
                                            .description(help)
                                            .tags(it.labels())
                                            .serviceLevelObjectives(BUCKETS)
                                            .register(registry)
                                    ::record);
        }
    }

    /**
     * A number read at each scrape. Of several gauges of the same name and labels the latest that
     * is open counts. One whose name ends in {@code _info} is always 1. Past the limit of labels a
     * gauge is not shown, as there is no sum of foreign numbers that would mean anything.
     */
    @Override
    public AutoCloseable gauge(String name, String help, DoubleSupplier value, String... labels) {
        Series series = Series.of(name, labels);
        return show(
                gauges,
                Families.Kind.GAUGE,
                series,
                value,
                shown ->
                        Gauge.builder(micrometerName(name), shown, Shown::latest)
                                .description(help)
                                .tags(series.labels())
                                .strongReference(true)
                                .register(registry));
    }

    /** Past the limit of labels it is not shown, as is no gauge. */
    @Override
    public AutoCloseable total(String name, String help, DoubleSupplier value, String... labels) {
        if (!name.endsWith("_total")) {
            throw new IllegalArgumentException("the name of a total ends in _total: " + name);
        }
        Series series = Series.of(name, labels);
        return show(
                totals,
                Families.Kind.COUNTER,
                series,
                value,
                shown ->
                        FunctionCounter.builder(name, shown, Shown::sum)
                                .description(help)
                                .tags(series.labels())
                                .register(registry));
    }

    private AutoCloseable show(
            Map<Series, Shown> all,
            Families.Kind kind,
            Series series,
            DoubleSupplier value,
            Function<Shown, Meter> register) {
        synchronized (families) {
            Shown shown = all.get(series);
            if (shown == null) {
                if (!families.admit(kind, series).equals(series)) {
                    return () -> {};
                }
                shown = new Shown();
                shown.meter = register.apply(shown);
                all.put(series, shown);
            }
            Shown open = shown;
            Source source = new Source(value);
            open.sources.add(source);
            return () -> remove(all, series, open, source);
        }
    }

    /** Micrometer cuts {@code _info} off, unless it is told that the gauge is nothing else. */
    private static String micrometerName(String name) {
        return name.endsWith("_info") ? name.substring(0, name.length() - 5) + ".info" : name;
    }

    private void remove(Map<Series, Shown> all, Series series, Shown open, Source source) {
        synchronized (families) {
            if (open.sources.remove(source) && open.sources.isEmpty()) {
                all.remove(series);
                registry.remove(open.meter);
                families.release(series);
            }
        }
    }

    @Override
    public Exposition scrape(String accept) {
        bindJvm();
        String contentType = Accept.best(accept);
        var body = new ByteArrayOutputStream(16 * 1024);
        try {
            registry.scrape(body, contentType);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Exposition(contentType, body.toByteArray());
    }

    private synchronized void bindJvm() {
        if (jvm == null) {
            jvm = new JvmMeters(registry);
        }
    }

    /** Lets go of the JVM's notifications. */
    @Deactivate
    public synchronized void close() {
        if (jvm != null) {
            jvm.close();
        }
        registry.close();
    }

    /** What is shown as one; changed under the monitor of {@link #families}. */
    private static final class Shown {
        private final List<Source> sources = new CopyOnWriteArrayList<>();
        private Meter meter;

        double latest() {
            return sources.isEmpty() ? Double.NaN : sources.getLast().value.getAsDouble();
        }

        double sum() {
            return sources.stream().mapToDouble(source -> source.value.getAsDouble()).sum();
        }
    }

    /** One registration; no record, as callers may pass the same supplier for several. */
    private static final class Source {
        private final DoubleSupplier value;

        Source(DoubleSupplier value) {
            this.value = value;
        }
    }
}
