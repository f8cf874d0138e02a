package dev.gantry.telemetry;

import dev.gantry.telemetry.series.Format;
import dev.gantry.telemetry.series.Kind;
import dev.gantry.telemetry.series.Tags;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Micrometer's own meters of the JVM and its process, under the names that its Prometheus registry
 * gives them but for two that Prometheus finds fault with: processor time is in seconds, and the
 * number of processors does not end as histograms do.
 */
final class JvmMeters implements AutoCloseable {
    private final Map<String, String> common;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final JvmGcMetrics gc = new JvmGcMetrics();

    /**
     * @param common labels of each
     */
    JvmMeters(Map<String, String> common) {
        this.common = common;
        new JvmInfoMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    /** Writes all of them. */
    void write(Format format) {
        Map<String, List<Meter>> families = new TreeMap<>();
        registry.getMeters()
                .forEach(
                        meter ->
                                families.computeIfAbsent(name(meter), n -> new ArrayList<>())
                                        .add(meter));
        families.forEach((name, meters) -> write(format, name, meters));
    }

    private static String name(Meter meter) {
        String name = meter.getId().getName().replace('.', '_').replace('-', '_');
        if (name.equals("system_cpu_count")) {
            return "system_cpus";
        }
        String unit = unit(meter);
        String whole = unit == null || name.endsWith("_" + unit) ? name : name + "_" + unit;
        return counts(meter) && !whole.endsWith("_total") ? whole + "_total" : whole;
    }

    private static String unit(Meter meter) {
        if (meter instanceof Timer || nanos(meter)) {
            return "seconds";
        }
        String unit = meter.getId().getBaseUnit();
        return unit == null ? null : unit.toLowerCase(Locale.ROOT);
    }

    private static boolean nanos(Meter meter) {
        return "ns".equals(meter.getId().getBaseUnit());
    }

    private static boolean counts(Meter meter) {
        return meter instanceof Counter || meter instanceof FunctionCounter;
    }

    private void write(Format format, String name, List<Meter> meters) {
        Meter first = meters.getFirst();
        String help = first.getId().getDescription();
        String text = help == null ? first.getId().getName() + " of Micrometer" : help;
        if (first instanceof Timer) {
            format.begin(name, Kind.SUMMARY, text);
            for (Meter meter : meters) {
                Timer timer = (Timer) meter;
                format.summary(tags(meter), timer.count(), timer.totalTime(TimeUnit.SECONDS));
            }
            format.begin(name + "_max", Kind.GAUGE, text + ", the longest of the last minutes");
            for (Meter meter : meters) {
                format.gauge(tags(meter), ((Timer) meter).max(TimeUnit.SECONDS));
            }
            return;
        }
        Kind kind = counts(first) ? Kind.COUNTER : name.endsWith("_info") ? Kind.INFO : Kind.GAUGE;
        format.begin(name, kind, text);
        for (Meter meter : meters) {
            double value = value(meter) / (nanos(meter) ? 1e9 : 1);
            if (kind == Kind.COUNTER) {
                format.counter(tags(meter), value, null);
            } else {
                format.gauge(tags(meter), value);
            }
        }
    }

    private static double value(Meter meter) {
        return switch (meter) {
            case Gauge gauge -> gauge.value();
            case Counter counter -> counter.count();
            case FunctionCounter counter -> counter.count();
            default -> Double.NaN;
        };
    }

    private Tags tags(Meter meter) {
        Map<String, String> labels = new HashMap<>(common);
        for (Tag tag : meter.getId().getTagsAsIterable()) {
            labels.put(tag.getKey().replace('.', '_'), tag.getValue());
        }
        return Tags.of(labels);
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
