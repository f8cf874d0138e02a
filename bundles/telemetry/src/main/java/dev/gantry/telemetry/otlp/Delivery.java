package dev.gantry.telemetry.otlp;

import dev.gantry.spi.meter.Meters;

import io.opentelemetry.sdk.common.CompletableResultCode;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Sends batches of one signal; what is not delivered is counted, and told once for each outage. For
 * one thread.
 *
 * @param <T> what a batch is made of
 */
public final class Delivery<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final String what;
    private final String unit;
    private final URI target;
    private final Duration limit;
    private final Function<List<T>, CompletableResultCode> send;
    private final Meters.Counter undelivered;
    private long lost;

    /** What is told of it. */
    public record Named(String what, String unit, URI target) {}

    /**
     * @param limit how long sending a batch may take
     * @param send connects at the first batch
     */
    public Delivery(
            Named named,
            Duration limit,
            Function<List<T>, CompletableResultCode> send,
            Meters.Counter undelivered) {
        this.what = named.what();
        this.unit = named.unit();
        this.target = named.target();
        this.limit = limit;
        this.send = send;
        this.undelivered = undelivered;
    }

    /** Counts what is let go of a signal. */
    public static Meters.Counter dropped(Meters meters, OtlpSettings.Signal signal, String reason) {
        return meters.counter(
                "gantry_telemetry_dropped_total",
                "Spans, lines and metrics that were not delivered",
                "signal",
                signal.text(),
                "reason",
                reason);
    }

    /** Sends, and waits for the answer within the limit. */
    public void send(List<T> batch) throws InterruptedException {
        boolean delivered = false;
        try {
            CompletableResultCode result =
                    send.apply(batch).join(limit.toMillis(), TimeUnit.MILLISECONDS);
            delivered = result.isSuccess();
            if (!delivered) {
                warn(result.getFailureThrowable());
            }
        } catch (RuntimeException | LinkageError e) {
            warn(e);
        } finally {
            if (!delivered) {
                lost += batch.size();
                undelivered.add(batch.size());
            }
        }
        if (delivered && lost > 0) {
            LOG.info("{} are delivered again; {} {} were lost meanwhile", what, lost, unit);
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
                    "{} cannot be delivered to {} and are dropped until they can ({}). Start a"
                            + " collector there, or correct or remove {}",
                    what,
                    target,
                    reason(failure),
                    OtlpSettings.ENDPOINT);
            LOG.debug("why {} cannot be delivered", what.toLowerCase(Locale.ROOT), failure);
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
}
