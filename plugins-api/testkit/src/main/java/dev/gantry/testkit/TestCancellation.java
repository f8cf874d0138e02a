package dev.gantry.testkit;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.context.CancelledException;
import dev.gantry.api.context.Registration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A stop request that comes by hand, or when virtual time reaches an instant. Thread-safe. */
final class TestCancellation implements Cancellation {
    private final TestClock clock;
    private final Instant cancelAt;
    private final Instant deadline;
    private final List<Runnable> actions = new ArrayList<>();
    private String reason;
    private boolean timeout;
    private final Duration silence;
    private Instant sign;

    /**
     * @param silence how long the attempt may give no sign of life; {@code null} for any time
     */
    TestCancellation(TestClock clock, Instant cancelAt, Instant deadline, Duration silence) {
        this.clock = clock;
        this.cancelAt = cancelAt;
        this.deadline = deadline;
        this.silence = silence;
        this.sign = clock.peek();
    }

    /** The attempt gave a sign of life. */
    synchronized void sign() {
        sign = clock.peek();
    }

    private synchronized boolean silent(Instant now) {
        return silence != null && !now.isBefore(sign.plus(silence));
    }

    /** One that nobody ever asks. */
    static TestCancellation never(TestClock clock) {
        return new TestCancellation(clock, null, null, null);
    }

    void request(String why) {
        request(why, false);
    }

    /** Whether somebody asked to stop so far; does not look at the clock. */
    synchronized boolean raised() {
        return reason != null;
    }

    synchronized boolean timedOut() {
        return timeout;
    }

    /** Asks to stop if virtual time says so. */
    void look() {
        Instant now = clock.peek();
        if (deadline != null && !now.isBefore(deadline)) {
            request("the time limit of this attempt has passed", true);
        } else if (silent(now)) {
            request("the attempt gave no heartbeat and no progress for " + silence, true);
        } else if (cancelAt != null && !now.isBefore(cancelAt)) {
            request("cancelled by the test", false);
        }
    }

    @Override
    public boolean requested() {
        clock.instant();
        look();
        synchronized (this) {
            return reason != null;
        }
    }

    @Override
    public void check() {
        if (requested()) {
            throw new CancelledException(why());
        }
    }

    @Override
    public Registration onRequest(Runnable action) {
        synchronized (this) {
            if (reason == null) {
                actions.add(action);
                return () -> withdraw(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized String why() {
        return reason;
    }

    private synchronized void withdraw(Runnable action) {
        actions.remove(action);
    }

    private void request(String why, boolean byTime) {
        List<Runnable> due;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            timeout = byTime;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }
}
