package dev.gantry.api.context;

import dev.gantry.api.metric.Metrics;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What every piece of plugin work is handed. It is valid until the call that received it returns;
 * safe for use by several threads.
 *
 * <pre>{@code
 * try (Span span = context.span("ask the shop")) {
 *     context.log().info("asking {}", context.settings(Shop.class).address());
 *     context.metrics().counter("asked_total", "Questions asked").increment();
 *     context.sleep(Duration.ofSeconds(2));
 * }
 * }</pre>
 */
@ProviderType
public interface WorkContext {

    /** The time source to use instead of the system clock, so that tests can drive time. */
    InstantSource clock();

    /** The log of this piece of work, joined to its trace. */
    WorkLog log();

    /** When this piece of work will be told to stop; empty without a time limit. */
    Optional<Instant> deadline();

    /** Tells whether somebody wants this work to stop. */
    Cancellation cancellation();

    /**
     * Waits. The way to do so: it ends at once when this work shall stop, and in a test only
     * virtual time passes.
     *
     * @param time how long; not at all if it is not positive, and 292 years at most
     * @throws CancelledException if this work shall stop
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    default void sleep(Duration time) throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        try (var asked = cancellation().onRequest(stop::countDown)) {
            stop.await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
        }
        cancellation().check();
    }

    /**
     * Where this work is in its trace, to be passed on to whatever it calls: in the innermost span
     * that is open on this thread.
     */
    TraceContext trace();

    /** As {@link #span(String, Span.Kind)}, for work in this process. */
    default Span span(String name) {
        return span(name, Span.Kind.INTERNAL);
    }

    /**
     * Opens a span for a piece of this work, below the innermost one that is open on this thread.
     * Beyond 1,000 spans of one piece of work they are counted, and not recorded.
     *
     * @param name what is done, the same each time: ids and amounts go into attributes
     */
    Span span(String name, Span.Kind kind);

    /**
     * Metrics of the plugin's own, as in {@code metrics().counter("sent_total", "Letters sent",
     * "kind", "invoice").increment()}. They outlive this piece of work.
     */
    Metrics metrics();

    /**
     * The plugin's settings as they are now: an operator may change them while this work goes on,
     * and the next call sees the change. Keep what it returns for as long as the values shall not
     * change under you. Cheap.
     *
     * @param type the plugin's record with {@link dev.gantry.api.config.Settings}
     * @throws IllegalArgumentException if the plugin's settings are of another type, or it has none
     */
    <T extends Record> T settings(Class<T> type);
}
