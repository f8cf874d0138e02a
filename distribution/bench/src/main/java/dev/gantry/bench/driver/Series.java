package dev.gantry.bench.driver;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.meter.PluginMeters;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;

import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What counting costs: a run, many series, and a plugin with a million values for one label. */
final class Series {
    private static final int RUNS = 200_000;
    private static final int TASKS = 20;
    private static final int COUNTERS = 10;
    private static final int EACH = 1000;
    private static final int TIMED = 434;
    private static final int VALUES = 1_000_000;
    private static final RevisionRef PLUGIN =
            new RevisionRef("bench.series", "1.0.0", "ab".repeat(32));

    private final BundleContext context;
    private final Meters meters;

    Series(BundleContext context, Meters meters) {
        this.context = context;
        this.meters = meters;
    }

    /** Figures by name; the 20,000 series stay. */
    Map<String, Double> measure() throws InvalidSyntaxException {
        double allocated = allocated();
        double grown = attack();
        fill();
        return Map.of("allocated", allocated, "grown", grown);
    }

    /** Bytes that counting a run allocates, by the listener that does it. */
    private double allocated() throws InvalidSyntaxException {
        EventListener listener = listener();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            events.add(run(i, RunState.RUNNING, null));
            events.add(attempt(i));
            events.add(run(i, RunState.FINISHED, RunResult.SUCCESS));
        }
        tell(listener, events);
        long before = bytes();
        tell(listener, events);
        return (double) (bytes() - before) / RUNS;
    }

    private static void tell(EventListener listener, List<Event> events) {
        for (int i = 0; i < RUNS * 3; i++) {
            listener.on(events.get(i % events.size()));
        }
    }

    private static long bytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    /** It may come a moment after those whom it tells of. */
    private EventListener listener() throws InvalidSyntaxException {
        for (int i = 0; i < 1000; i++) {
            for (ServiceReference<EventListener> reference :
                    context.getServiceReferences(EventListener.class, null)) {
                EventListener listener = context.getService(reference);
                if (listener != null && listener.getClass().getSimpleName().equals("RunMetrics")) {
                    return listener;
                }
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new IllegalStateException("nobody counts runs");
    }

    private static Event run(int task, RunState state, RunResult result) {
        Instant now = Instant.now();
        return new Event.RunChanged(
                now.plusMillis(40),
                "0000000000001",
                "series.task" + task,
                PLUGIN,
                state,
                result,
                null,
                1,
                "tenant" + task,
                SlaClass.SILVER,
                "4bf92f3577b34da6a3ce929d0e0e4736",
                now,
                now.plusMillis(1));
    }

    private static Event attempt(int task) {
        Instant now = Instant.now();
        return new Event.AttemptFinished(
                now.plusMillis(40),
                "0000000000001",
                "series.task" + task,
                PLUGIN,
                1,
                Attempt.State.SUCCEEDED,
                null,
                now,
                List.of(),
                null,
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                null,
                "tenant" + task);
    }

    /** By how much the heap grows under a plugin that has a million values for a label. */
    private double attack() {
        PluginMeters metrics = meters.plugin(PLUGIN);
        metrics.counter("sent_total", "Sent", "kind", "known").increment();
        long before = used();
        for (int i = 0; i < VALUES; i++) {
            metrics.counter("sent_total", "Sent", "kind", "value-" + i).increment();
            if (i % 10 == 0) {
                metrics.timer("send_seconds", "Took", "kind", "value-" + i).record(Duration.ZERO);
            }
        }
        double grown = used() - before;
        metrics.close();
        return grown;
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** About 20,000 lines: half counters, half histograms. */
    private void fill() {
        for (int i = 0; i < COUNTERS; i++) {
            for (int j = 0; j < EACH; j++) {
                meters.counter(
                                "gantry_series_" + i + "_total",
                                "A series",
                                "task",
                                "bench.task-" + j % 100,
                                "result",
                                "result" + j / 100)
                        .add(j + 0.5);
            }
        }
        for (int j = 0; j < TIMED; j++) {
            for (int i = 0; i < 100; i++) {
                meters.timer("gantry_series_seconds", "A series", "task", "bench.task-" + j)
                        .record(Duration.ofMillis(i * i));
            }
        }
    }
}
