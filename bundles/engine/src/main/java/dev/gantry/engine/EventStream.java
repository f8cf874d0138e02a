package dev.gantry.engine;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.event.Events;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The stream of events, kept in a ring; verdicts that are as the one before are told to listeners
 * and not kept. Publishers never wait for each other: one that finds another one delivering leaves
 * its event to that one.
 */
@Component(service = Events.class, immediate = true)
public final class EventStream implements Events {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final int KEPT = 8192;

    private final ConcurrentLinkedQueue<Event> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger undelivered = new AtomicInteger();
    private final AtomicReferenceArray<Numbered> ring = new AtomicReferenceArray<>(KEPT);
    private final CopyOnWriteArrayList<EventListener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile long latest;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(EventListener listener) {
        listeners.add(listener);
    }

    void removeListener(EventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void publish(Event event) {
        inbox.add(event);
        if (undelivered.getAndIncrement() == 0) {
            deliver();
        }
    }

    private void deliver() {
        int rest = 1;
        while (rest != 0) {
            long before = latest;
            for (int i = 0; i < rest; i++) {
                deliver(inbox.poll());
            }
            if (latest != before && waiting.get() > 0) {
                signal();
            }
            rest = undelivered.addAndGet(-rest);
        }
    }

    private void deliver(Event event) {
        if (!repeats(event)) {
            long seq = latest + 1;
            ring.set((int) (seq % KEPT), new Numbered(seq, event));
            latest = seq;
        }
        for (EventListener listener : listeners) {
            try {
                listener.on(event);
            } catch (Throwable e) {
                LOG.warn("{} failed on an event", listener.getClass().getName(), e);
            }
        }
    }

    /** Thousands of checks say each second what they said before; nothing else would be kept. */
    private static boolean repeats(Event event) {
        return event instanceof Event.CheckJudged check && check.status().equals(check.before());
    }

    private void signal() {
        lock.lock();
        try {
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long latest() {
        return latest;
    }

    @Override
    public List<Numbered> after(long seq, int limit) {
        long newest = latest;
        long next = Math.max(Math.max(seq, 0), newest - KEPT) + 1;
        List<Numbered> found = new ArrayList<>();
        for (; next <= newest && found.size() < limit; next++) {
            Numbered event = ring.get((int) (next % KEPT));
            if (event.seq() == next) {
                found.add(event);
            }
        }
        return found;
    }

    @Override
    public boolean await(long seq, long millis) throws InterruptedException {
        if (latest > seq) {
            return true;
        }
        long rest = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lockInterruptibly();
        waiting.incrementAndGet();
        try {
            while (latest <= seq && rest > 0) {
                rest = arrived.awaitNanos(rest);
            }
            return latest > seq;
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }
}
