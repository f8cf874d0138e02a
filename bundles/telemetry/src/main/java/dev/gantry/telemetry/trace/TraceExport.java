package dev.gantry.telemetry.trace;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.RunState;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Takes events on the publisher's thread, which costs one offer to a bounded queue, and makes and
 * sends their spans on a thread of its own. What cannot be kept or delivered is counted and let go:
 * tracing never holds up a run.
 */
final class TraceExport implements EventListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TraceExport.class);
    private static final Event WAKE_UP =
            new Event.ScheduleChanged(Instant.EPOCH, "", "", null, null);

    private final Limits limits;
    private final RunSpans spans;
    private final URI target;
    private final Function<URI, SpanExporter> connect;
    private final BlockingQueue<Event> queue;
    private final Meters.Counter overflowed;
    private final Meters.Counter undelivered;
    private final Thread worker;

    private volatile boolean closing;

    // of the worker alone
    private SpanExporter exporter;
    private long lost;

    /**
     * How much and how long.
     *
     * @param events kept in the queue
     * @param batch spans sent at once
     * @param linger how long a span may wait for others
     * @param send how long sending a batch may take
     * @param close how long closing may take
     */
    record Limits(int events, int batch, Duration linger, Duration send, Duration close) {
        static final Limits DEFAULT =
                new Limits(
                        16_384,
                        512,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(3));
    }

    /**
     * @param target where spans go
     * @param connect makes the exporter; called at the first span
     */
    TraceExport(
            Limits limits,
            RunSpans spans,
            URI target,
            Function<URI, SpanExporter> connect,
            Meters meters) {
        this.limits = limits;
        this.spans = spans;
        this.target = target;
        this.connect = connect;
        queue = new ArrayBlockingQueue<>(limits.events);
        overflowed = dropped(meters, "overflow");
        undelivered = dropped(meters, "undelivered");
        worker = Thread.ofVirtual().name("gantry-traces").start(this::work);
    }

    private static Meters.Counter dropped(Meters meters, String reason) {
        return meters.counter(
                "gantry_telemetry_dropped_total",
                "Spans that were not delivered",
                "reason",
                reason);
    }

    @Override
    public void on(Event event) {
        boolean wanted =
                event instanceof Event.AttemptFinished
                        || event instanceof Event.RunChanged run
                                && run.state() == RunState.FINISHED;
        if (wanted && (closing || !queue.offer(event))) {
            overflowed.add(RunSpans.count(event));
        }
    }

    private void work() {
        List<SpanData> batch = new ArrayList<>();
        try {
            long due = 0;
            while (!(closing && queue.isEmpty())) {
                Event event =
                        batch.isEmpty()
                                ? queue.take()
                                : queue.poll(due - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (event != null) {
                    if (batch.isEmpty()) {
                        due = System.nanoTime() + limits.linger.toNanos();
                    }
                    add(event, batch);
                }
                if (event == null || batch.size() >= limits.batch || closing && queue.isEmpty()) {
                    send(batch);
                }
            }
        } catch (InterruptedException e) {
            // closing took too long
        } finally {
            undelivered.add(batch.size() + left());
            if (exporter != null) {
                exporter.shutdown();
            }
        }
    }

    private void add(Event event, List<SpanData> batch) {
        try {
            batch.addAll(spans.of(event));
        } catch (RuntimeException e) {
            undelivered.add(RunSpans.count(event));
            LOG.debug("no spans of {}", event, e);
        }
    }

    private void send(List<SpanData> batch) throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        List<SpanData> sent = List.copyOf(batch);
        batch.clear();
        boolean delivered = false;
        try {
            if (exporter == null) {
                exporter = connect.apply(target);
            }
            CompletableResultCode result =
                    exporter.export(sent).join(limits.send.toMillis(), TimeUnit.MILLISECONDS);
            delivered = result.isSuccess();
            if (!delivered) {
                warn(result.getFailureThrowable());
            }
        } catch (RuntimeException | LinkageError e) {
            warn(e);
        } finally {
            if (!delivered) {
                lost += sent.size();
                undelivered.add(sent.size());
            }
        }
        if (delivered && lost > 0) {
            LOG.info("Traces are delivered again; {} spans were lost meanwhile", lost);
            lost = 0;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Once for each outage. */
    private void warn(Throwable failure) {
        if (lost == 0) {
            LOG.warn(
                    "Traces cannot be delivered to {} and are dropped until they can ({}). Start a"
                            + " collector there, or correct or remove {}",
                    target,
                    reason(failure),
                    RunTraces.ENDPOINT);
            LOG.debug("why traces cannot be delivered", failure);
        }
    }

    private static String reason(Throwable failure) {
        if (failure == null) {
            return "no answer in time";
        }
        for (Throwable it = failure; it != null; it = it.getCause()) {
            if (it instanceof IOException) {
                return it.toString();
            }
        }
        return failure.toString();
    }

    private int left() {
        List<Event> events = new ArrayList<>();
        queue.drainTo(events);
        return events.stream().mapToInt(RunSpans::count).sum();
    }

    /** Sends what is there, as far as that is possible in time. */
    @Override
    public void close() {
        closing = true;
        queue.offer(WAKE_UP);
        try {
            if (!worker.join(limits.close)) {
                worker.interrupt();
            }
        } catch (InterruptedException e) {
            worker.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
