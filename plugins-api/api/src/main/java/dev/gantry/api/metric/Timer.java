package dev.gantry.api.metric;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * How long something takes. Thread-safe, never blocks.
 *
 * <pre>{@code
 * Reply reply = context.metrics().timer("ask_seconds", "How long the shop takes").time(() -> ask());
 * }</pre>
 */
@ProviderType
public interface Timer {

    /**
     * Adds one observation.
     *
     * @param took negative counts as zero
     */
    void record(Duration took);

    /**
     * Does something and adds how long it took, whether it returned or threw.
     *
     * @throws Exception what the work throws
     */
    default <T> T time(Callable<T> work) throws Exception {
        long start = System.nanoTime();
        try {
            return work.call();
        } finally {
            record(Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
