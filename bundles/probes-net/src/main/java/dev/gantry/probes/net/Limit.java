package dev.gantry.probes.net;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.context.CancelledException;
import dev.gantry.api.context.Registration;
import dev.gantry.api.context.WorkContext;
import dev.gantry.probes.Words;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long an inspection may take. It closes what it was given to guard when the time is up or the
 * work is cancelled, so that whoever waits for it goes on at once. It ends a little before the
 * deadline of the check: a target that is too slow is then a verdict, and no inspection that was
 * cut off. Thread-safe.
 */
final class Limit implements AutoCloseable {
    private static final Duration WITHOUT_DEADLINE = Duration.ofSeconds(10);
    private static final Duration LONGEST_MARGIN = Duration.ofMillis(250);

    private final Cancellation cancellation;
    private final long started = System.nanoTime();
    private final Duration length;
    private final Duration moment;
    private final List<Closeable> guarded = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Registration registration;
    private final Thread timer;
    private boolean over;

    private Limit(WorkContext context, Duration length, Duration margin) {
        this.cancellation = context.cancellation();
        this.length = length;
        this.moment = margin.dividedBy(2);
        this.timer = Thread.ofVirtual().name("probe-limit").start(this::await);
        this.registration = cancellation.onRequest(this::end);
    }

    /** From now until a little before the deadline of {@code context}. */
    static Limit of(WorkContext context) {
        Duration whole =
                context.deadline()
                        .map(deadline -> Duration.between(context.clock().instant(), deadline))
                        .orElse(WITHOUT_DEADLINE);
        if (whole.isNegative()) {
            whole = Duration.ZERO;
        }
        Duration tenth = whole.dividedBy(10);
        Duration margin = tenth.compareTo(LONGEST_MARGIN) > 0 ? LONGEST_MARGIN : tenth;
        return new Limit(context, whole.minus(margin), margin);
    }

    private void await() {
        try {
            if (!done.await(Math.max(0, length.toNanos()), TimeUnit.NANOSECONDS)) {
                end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        List<Closeable> all;
        synchronized (this) {
            over = true;
            all = List.copyOf(guarded);
            guarded.clear();
        }
        all.forEach(Limit::shut);
    }

    private static void shut(Closeable open) {
        try {
            open.close();
        } catch (IOException e) {
            // nobody uses it any more
        }
    }

    /** Closes {@code open} at the end, or now if that has come. */
    <T extends Closeable> T guard(T open) {
        synchronized (this) {
            if (!over) {
                guarded.add(open);
                return open;
            }
        }
        shut(open);
        return open;
    }

    /** Waits a moment for a thread that was told to end; so short that the deadline is kept. */
    void join(Thread thread) {
        try {
            thread.join(moment);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long the whole is. */
    Duration length() {
        return length;
    }

    /** What is left of it; zero when it is over. */
    Duration left() {
        Duration left = length.minusNanos(System.nanoTime() - started);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** What is left, for a socket, which takes 0 for ever. */
    int leftMillis() {
        return Math.clamp(left().toMillis(), 1, Integer.MAX_VALUE);
    }

    /** Whether no time is left. */
    boolean passed() {
        return left().isZero();
    }

    /**
     * Returns while there is time.
     *
     * @throws CancelledException if the work shall stop
     * @throws Unreachable with {@code otherwise} if the time is up
     */
    void check(String otherwise) throws Unreachable {
        if (passed()) {
            throw new Unreachable(otherwise + " within " + Words.took(length));
        }
        cancellation.check();
    }

    /**
     * What a failure means to a person.
     *
     * @param late what has not happened if the time is up, without the time
     * @param broken what has happened otherwise
     * @throws CancelledException if the work shall stop
     */
    Unreachable explain(IOException failure, String late, String broken) {
        if (failure instanceof Unreachable told) {
            return told;
        }
        if (passed() || failure instanceof java.net.SocketTimeoutException) {
            return new Unreachable(late + " within " + Words.took(length), failure);
        }
        cancellation.check();
        return new Unreachable(broken, failure);
    }

    @Override
    public void close() {
        registration.close();
        done.countDown();
        end();
        boolean interrupted = false;
        while (true) {
            try {
                timer.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
