package dev.gantry.telemetry.trace;

/**
 * What share of the traces is kept so that about so many spans go out a second, whatever the load:
 * what must be kept takes its part first, the rest, a tenth at least, is for the others. It looks
 * each second, and sooner where there is much more than usual; what was too much or too little it
 * makes up for within some seconds. For one thread, which says what time it is.
 */
final class AdaptiveSampler {
    private static final double SECOND = 1e9;
    private static final double TICK = 1;
    private static final double SHORTEST_TICK = 0.005;
    private static final double GLANCE = 0.25;
    private static final double MEMORY = 3;
    private static final double HORIZON = 5;
    private static final double SAVED = 5;
    private static final double OWED = 15;
    private static final double ALWAYS = 0.1;
    private static final double LEAST = 1e-6;
    private static final double SURPRISE = 24;

    private double target;
    private long tickBegan;
    private double ordinary;
    private double forced;
    private double kept;
    private double ordinaryRate;
    private double forcedRate;
    private double keptRate;
    private double balance;
    private double share = 1;

    /**
     * @param target spans a second; 0 to keep all
     * @param now in ns
     */
    AdaptiveSampler(double target, long now) {
        this.tickBegan = now;
        target(target);
    }

    /** From now on so many spans a second; 0 to keep all. */
    void target(double spans) {
        target = spans;
        balance = 0;
        kept = 0;
        if (spans == 0) {
            share = 1;
        } else if (ordinaryRate > 0) {
            share = share();
        }
    }

    double target() {
        return target;
    }

    /** The share of ordinary traces that is kept now, from 0 to 1. */
    double share(long now) {
        double elapsed = (now - tickBegan) / SECOND;
        boolean surprised =
                elapsed >= SHORTEST_TICK
                        && ordinary > 2 * ordinaryRate * Math.max(elapsed, GLANCE) + SURPRISE;
        if (elapsed >= TICK || surprised) {
            close(now, elapsed, surprised);
        }
        return target == 0 ? 1 : share;
    }

    /**
     * A trace was decided about.
     *
     * @param spans that it has
     * @param must whether it was to be kept in any case
     */
    void decided(int spans, boolean must, boolean isKept) {
        if (must) {
            forced += spans;
        } else {
            ordinary += spans;
        }
        if (isKept) {
            kept += spans;
        }
    }

    private void close(long now, double elapsed, boolean surprised) {
        tickBegan = now;
        double old = Math.exp(-elapsed / MEMORY);
        double fresh = ordinary / elapsed;
        boolean stepped =
                surprised || elapsed >= MEMORY || differs(ordinary, ordinaryRate * elapsed);
        ordinaryRate = stepped ? fresh : old * ordinaryRate + (1 - old) * fresh;
        forcedRate = old * forcedRate + (1 - old) * forced / elapsed;
        keptRate = old * keptRate + (1 - old) * kept / elapsed;
        // what nobody offered is not saved up
        double missed = Math.min(target * elapsed - kept, ordinary + forced - kept);
        balance = Math.clamp(balance + missed, -OWED * target, SAVED * target);
        ordinary = 0;
        forced = 0;
        kept = 0;
        share = share();
    }

    /** Whether a tick is none that the usual load brings about by chance. */
    private static boolean differs(double seen, double expected) {
        return Math.abs(seen - expected) > 6 * Math.sqrt(expected + SURPRISE) + 0.3 * expected;
    }

    private double share() {
        if (target == 0 || ordinaryRate <= 0) {
            return 1;
        }
        double part = Math.max(target - forcedRate, ALWAYS * target);
        double room = Math.clamp(part + balance / HORIZON, part / 2, part * 2);
        return Math.clamp(room / ordinaryRate, LEAST, 1);
    }

    /** Spans a second that were to be decided about lately. */
    double offeredRate() {
        return ordinaryRate + forcedRate;
    }

    /** Spans a second that were kept lately. */
    double keptRate() {
        return keptRate;
    }
}
