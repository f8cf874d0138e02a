package dev.gantry.engine;

import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Starts ready runs while slots are free. Thread-safe, never blocks. */
final class Dispatcher {
    private final int total;
    private final Semaphore slots;
    private final Backlog backlog;
    private final Accounting accounting;
    private volatile Consumer<LiveRun> attempts = run -> {};
    private volatile BooleanSupplier allowed = () -> true;
    private volatile boolean open;

    Dispatcher(int slots, Backlog backlog, Accounting accounting) {
        this.total = slots;
        this.slots = new Semaphore(slots);
        this.backlog = backlog;
        this.accounting = accounting;
    }

    /** Begins to start runs. */
    void open(Consumer<LiveRun> runner) {
        attempts = runner;
        open = true;
        pump();
    }

    /** Sets when runs may be started; who makes that true pumps. */
    void allowed(BooleanSupplier when) {
        allowed = when;
    }

    /** Starts no further runs. */
    void close() {
        open = false;
    }

    /** Quotas have changed. */
    void changed(Iterable<Tenant> tenants) {
        backlog.ready().changed(tenants);
        pump();
    }

    void pump() {
        while (open && allowed.getAsBoolean() && slots.tryAcquire()) {
            long seen = backlog.ready().changes();
            LiveRun run = open ? backlog.next() : null;
            if (run != null) {
                accounting.start(run, attempts);
            } else {
                slots.release();
                if (backlog.ready().changes() == seen) {
                    return;
                }
            }
        }
    }

    /** Gives a slot back. */
    void release() {
        slots.release();
        pump();
    }

    int free() {
        return slots.availablePermits();
    }

    int total() {
        return total;
    }
}
