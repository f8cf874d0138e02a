package dev.gantry.telemetry.otlp;

import dev.gantry.spi.meter.Meters;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes what is to go out on anybody's thread, which costs one offer to a bounded queue, and makes
 * and sends it in batches on a thread of its own. That thread looks now and then and is woken only
 * when the queue fills, as waking it for each item would cost more than all the rest. What cannot
 * be kept is counted and let go.
 *
 * @param <I> what is taken
 * @param <O> what is sent
 */
public final class Outbox<I, O> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final long LOOK_NANOS = 100_000_000;

    private final Limits limits;
    private final Work<I, O> work;
    private final Delivery<O> delivery;
    private final Queue<I> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final Counters counters;
    private final AtomicLong held = new AtomicLong();
    private final Thread worker;
    private volatile boolean closing;

    /**
     * How much and how long.
     *
     * @param queue kept in the queue
     * @param chars kept in the queue
     * @param batch sent at once
     * @param linger how long one may wait for others
     * @param close how long closing may take
     */
    public record Limits(int queue, long chars, int batch, Duration linger, Duration close) {
        /** The usual. */
        public static final Limits DEFAULT =
                new Limits(16_384, 1L << 24, 512, Duration.ofSeconds(1), Duration.ofSeconds(3));
    }

    /** Counts what did not fit into the queue, and what was not delivered. */
    public record Counters(Meters.Counter overflowed, Meters.Counter undelivered) {

        /** Of a signal. */
        public static Counters of(Meters meters, OtlpSettings.Signal signal) {
            return new Counters(
                    Delivery.dropped(meters, signal, "overflow"),
                    Delivery.dropped(meters, signal, "undelivered"));
        }
    }

    /**
     * Makes what is sent. Called by one thread.
     *
     * @param <I> what is taken
     * @param <O> what is sent
     */
    public interface Work<I, O> {

        /** Adds to the batch what follows from an item. */
        void take(I item, List<O> batch);

        /** Called ten times a second or so. */
        default void look(List<O> batch) {}

        /** It ends: adds what was held back. */
        default void end(List<O> batch) {}

        /** How many an item would have given. */
        default int count(I item) {
            return 1;
        }

        /** How many characters are in it, if that may be many. */
        default long chars(I item) {
            return 0;
        }
    }

    /** Begins to send. */
    public Outbox(
            String name, Limits limits, Work<I, O> work, Delivery<O> delivery, Counters counters) {
        this.limits = limits;
        this.work = work;
        this.delivery = delivery;
        this.counters = counters;
        worker = Thread.ofVirtual().name(name).start(this::work);
    }

    /** Takes something; never blocks. Whether it had room for it; otherwise that is counted. */
    public boolean offer(I item) {
        long chars = work.chars(item);
        if (closing || (chars > 0 && held.addAndGet(chars) > limits.chars)) {
            held.addAndGet(-chars);
            counters.overflowed.add(work.count(item));
            return false;
        }
        int before = queued.getAndIncrement();
        if (before >= limits.queue) {
            queued.decrementAndGet();
            held.addAndGet(-chars);
            counters.overflowed.add(work.count(item));
            return false;
        }
        queue.add(item);
        if (before == limits.queue / 4) {
            LockSupport.unpark(worker);
        }
        return true;
    }

    private void work() {
        List<O> batch = new ArrayList<>();
        long due = Long.MAX_VALUE;
        try {
            while (!(closing && queue.isEmpty())) {
                int taken = takeSome(batch);
                work.look(batch);
                due = sent(batch, due, false);
                if (taken == 0 && !closing) {
                    LockSupport.parkNanos(this, LOOK_NANOS);
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            work.end(batch);
            sent(batch, due, true);
        } catch (InterruptedException e) {
            work.end(batch);
        } finally {
            counters.undelivered.add(batch.size() + left());
        }
    }

    /** Takes what is there until the batch is full; how many. */
    private int takeSome(List<O> batch) {
        int taken = 0;
        while (batch.size() < limits.batch && taken < limits.queue) {
            I item = queue.poll();
            if (item == null) {
                break;
            }
            taken++;
            queued.decrementAndGet();
            held.addAndGet(-work.chars(item));
            take(item, batch);
        }
        return taken;
    }

    /** When the batch is to be sent, after it was if it is time. */
    private long sent(List<O> batch, long due, boolean all) throws InterruptedException {
        long now = System.nanoTime();
        if (batch.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long when = due == Long.MAX_VALUE ? now + limits.linger.toNanos() : due;
        if (!all && batch.size() < limits.batch && now - when < 0) {
            return when;
        }
        for (int from = 0; from < batch.size(); ) {
            int to = Math.min(batch.size(), from + limits.batch);
            List<O> part = List.copyOf(batch.subList(from, to));
            batch.subList(from, to).clear();
            delivery.send(part);
        }
        return Long.MAX_VALUE;
    }

    private void take(I item, List<O> batch) {
        try {
            work.take(item, batch);
        } catch (RuntimeException e) {
            counters.undelivered.add(work.count(item));
            LOG.debug("nothing is made of {}", item, e);
        }
    }

    private int left() {
        int count = 0;
        for (I item = queue.poll(); item != null; item = queue.poll()) {
            count += work.count(item);
        }
        return count;
    }

    /** Sends what is there, as far as that is possible in time. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(worker);
        try {
            if (!worker.join(limits.close)) {
                worker.interrupt();
                worker.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            worker.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
