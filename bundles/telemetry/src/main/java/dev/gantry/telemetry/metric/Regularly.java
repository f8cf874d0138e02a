package dev.gantry.telemetry.metric;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does something at intervals on a thread of its own, and once more at the end. Thread-safe. */
final class Regularly implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Regularly.class);
    private static final Duration END = Duration.ofSeconds(3);

    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    /** What is done. */
    interface Work {
        void go() throws InterruptedException;
    }

    Regularly(String name, Duration interval, Work work) {
        thread = Thread.ofVirtual().name(name).start(() -> loop(interval, work));
    }

    private void loop(Duration interval, Work work) {
        try {
            boolean last = false;
            while (!last) {
                last = end.await(interval.toMillis(), TimeUnit.MILLISECONDS);
                try {
                    work.go();
                } catch (RuntimeException | LinkageError e) {
                    LOG.warn("{} failed, and is tried again", Thread.currentThread().getName(), e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("{} was cut off", Thread.currentThread().getName());
        }
    }

    /** Waits for the last time, for a few seconds at most. */
    @Override
    public void close() {
        end.countDown();
        try {
            if (!thread.join(END)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
