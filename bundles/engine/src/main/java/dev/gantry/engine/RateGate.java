package dev.gantry.engine;

import java.time.Duration;
import java.time.InstantSource;

/** Lets at most so many attempts start in a time. Guarded by the queue. */
final class RateGate extends Gate {
    private final String what;
    private final InstantSource clock;
    private final TokenBucket starts = new TokenBucket();
    private volatile int count;
    private volatile Duration per = Duration.ofSeconds(1);

    RateGate(String what, InstantSource clock) {
        super(what);
        this.what = what;
        this.clock = clock;
    }

    /** Sets how many may start in a time; 0 for any number. */
    void rate(int attempts, Duration period) {
        count = attempts;
        per = period;
    }

    private double perSecond() {
        return count * 1000.0 / per.toMillis();
    }

    @Override
    boolean full() {
        return count > 0 && starts.wait(clock.millis(), perSecond(), count) > 0;
    }

    @Override
    boolean timed() {
        return true;
    }

    @Override
    String reason() {
        return full() ? what + " starts at most " + count + " attempts in " + per : null;
    }

    @Override
    void enter() {
        if (count > 0) {
            starts.take(clock.millis(), perSecond(), count);
        }
    }

    @Override
    void unstarted() {
        if (count > 0) {
            starts.give(perSecond());
        }
    }

    @Override
    void leave() {
        // what has started has started
    }

    @Override
    boolean given() {
        return false;
    }
}
