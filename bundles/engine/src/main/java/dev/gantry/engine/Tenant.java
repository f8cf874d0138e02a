package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.TenantQuota;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What a tenant takes now, and may take. Thread-safe, except where it says otherwise. */
final class Tenant {
    private final String name;
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Drained drained = new Drained();
    private final TokenBucket submits = new TokenBucket();
    private final Turns turns = new Turns();
    private final Flow[] flows = {new Flow(this), new Flow(this), new Flow(this)};
    private volatile TenantQuota quota;
    private volatile int running;

    Tenant(String name, TenantQuota quota) {
        this.name = name;
        this.quota = quota;
    }

    String name() {
        return name;
    }

    TenantQuota quota() {
        return quota;
    }

    void quota(TenantQuota now) {
        quota = now;
    }

    /** Runs that are not finished. */
    AtomicLong open() {
        return open;
    }

    /** Attempts that run. */
    int running() {
        return running;
    }

    long refused() {
        return refused.get();
    }

    /** How fast its runs end. */
    Drained drained() {
        return drained;
    }

    /** Its runs of a class. Guarded by the queue. */
    Flow flow(int sla) {
        return flows[sla];
    }

    /** Whose turn it is of its runs that wait at no gate. Guarded by the queue. */
    Turns turns() {
        return turns;
    }

    /** Takes a place; returns whether it was the last one. Guarded by the queue. */
    boolean enter() {
        running++;
        return full();
    }

    /** Gives a place back. Guarded by the queue. */
    void leave() {
        running--;
    }

    boolean full() {
        int most = quota.maxRunning();
        return most > 0 && running >= most;
    }

    /** Why its runs wait, or {@code null} if none has to. */
    String reason() {
        int most = quota.maxRunning();
        return full()
                ? "tenant "
                        + name
                        + " is at its quota of "
                        + most
                        + (most == 1 ? " attempt" : " attempts")
                : null;
    }

    /**
     * A submit asks to be let in, and is counted as open if it is.
     *
     * @param fresh whether it has not {@linkplain #pass passed} before
     * @throws GantryException {@code OVERLOADED} if it is not
     */
    void admit(long nowMs, boolean fresh) {
        TenantQuota bounds = quota;
        if (open.incrementAndGet() > bounds.maxOpen() && bounds.maxOpen() > 0) {
            open.decrementAndGet();
            throw refuse(
                    "has "
                            + bounds.maxOpen()
                            + " open runs, which is its quota; try again when some are finished",
                    drained.untilOne());
        }
        try {
            if (fresh) {
                pass(nowMs);
            }
        } catch (GantryException e) {
            open.decrementAndGet();
            throw e;
        }
    }

    /**
     * A submit counts against the rate.
     *
     * @throws GantryException {@code OVERLOADED} if it is beyond it
     */
    void pass(long nowMs) {
        TenantQuota bounds = quota;
        long wait =
                bounds.rate() == 0 ? 0 : submits.take(nowMs, bounds.rate(), bounds.mostAtOnce());
        if (wait > 0) {
            throw refuse(
                    "may submit "
                            + plain(bounds.rate())
                            + " runs per second, "
                            + bounds.mostAtOnce()
                            + " at once; try again later",
                    Duration.ofMillis(wait));
        }
    }

    /**
     * A run that one of its runs starts asks to be let in: beyond the quota as well, up to twice,
     * so that what waits for it can end; and is counted as open if it is.
     *
     * @throws GantryException {@code OVERLOADED} if it is not
     */
    void admitChild() {
        long most = quota.maxOpen();
        if (open.incrementAndGet() > 2 * most && most > 0) {
            open.decrementAndGet();
            throw refuse(
                    "has twice as many open runs as its quota of " + most + " lets it submit",
                    drained.untilOne());
        }
    }

    private static String plain(double rate) {
        return rate == Math.rint(rate) ? Long.toString((long) rate) : Double.toString(rate);
    }

    private GantryException refuse(String why, Duration after) {
        refused.incrementAndGet();
        return new GantryException(
                GantryException.Code.OVERLOADED,
                "Tenant " + name + " " + why + ", or have its quota raised",
                after);
    }
}
