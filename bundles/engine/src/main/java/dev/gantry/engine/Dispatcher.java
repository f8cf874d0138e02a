package dev.gantry.engine;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Starts ready runs while slots are free. Thread-safe, never blocks. */
final class Dispatcher {
    private final int total;
    private final Semaphore slots;
    private final Backlog backlog;
    private final Accounting accounting;
    private final Queue<Turn> turns = new ConcurrentLinkedQueue<>();
    private volatile Function<LiveRun, Runnable> attempts;
    private volatile BooleanSupplier allowed = () -> true;
    private volatile boolean open;

    /** Until a run has a slot again. */
    record Turn(LiveRun run, CompletableFuture<Void> come) {
        Turn(LiveRun run) {
            this(run, new CompletableFuture<>());
        }
    }

    Dispatcher(int slots, Backlog backlog, Accounting accounting) {
        this.total = slots;
        this.slots = new Semaphore(slots);
        this.backlog = backlog;
        this.accounting = accounting;
    }

    /** Begins to start runs. */
    void open(Function<LiveRun, Runnable> runner) {
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

    /** Bounds have changed. */
    void changed(Iterable<Tenant> tenants) {
        backlog.ready().changed(tenants);
        pump();
    }

    /** A run that gave its slot back wants one again, before others start. */
    Turn want(LiveRun run) {
        Turn turn = new Turn(run);
        turns.add(turn);
        pump();
        return turn;
    }

    /** A run wants no slot any more; false if it has got one. */
    boolean withdraw(Turn turn) {
        return turns.remove(turn);
    }

    private void resume() {
        while (!turns.isEmpty() && slots.tryAcquire()) {
            Turn next = nextTurn();
            if (next == null) {
                slots.release();
                return;
            }
            next.come().complete(null);
        }
    }

    /** The first that also has its other places again. */
    private Turn nextTurn() {
        for (Turn turn : turns) {
            if (backlog.again(turn.run())) {
                if (turns.remove(turn)) {
                    return turn;
                }
                backlog.rest(turn.run());
            }
        }
        return null;
    }

    void pump() {
        resume();
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

    /** A run that waits for other runs gives its slot back, and what it needs no place in. */
    void rest(LiveRun run) {
        backlog.rest(run);
        release();
    }

    /** A run that has a slot again does not need it any more. */
    void give(LiveRun run) {
        backlog.leave(run);
        release();
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
