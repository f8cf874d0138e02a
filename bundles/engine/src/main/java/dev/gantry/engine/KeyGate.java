package dev.gantry.engine;

import dev.gantry.spi.run.Concurrency;

import java.util.TreeMap;

/**
 * Lets at most so many attempts of one concurrency key run at one time: as few as the run that asks
 * and those that wait here in memory say. Guarded by the queue.
 */
final class KeyGate extends Gate {
    private final Key key;
    private final TreeMap<Integer, Integer> limits = new TreeMap<>();

    /** A concurrency key of a tenant. */
    record Key(String tenant, String name) {}

    KeyGate(Key key) {
        super("concurrency key " + key.name());
        this.key = key;
    }

    Key key() {
        return key;
    }

    @Override
    boolean hold(Flow flow, LiveRun run, int parts) {
        boolean holds = super.hold(flow, run, parts);
        if (holds) {
            limits.merge(run.spec().concurrency().limit(), 1, Integer::sum);
            limit(limits.firstKey());
        }
        return holds;
    }

    @Override
    boolean take(Flow flow, LiveRun run) {
        boolean taken = super.take(flow, run);
        if (taken) {
            limits.computeIfPresent(
                    run.spec().concurrency().limit(), (limit, runs) -> runs > 1 ? runs - 1 : null);
            limit(limits.isEmpty() ? 0 : limits.firstKey());
        }
        return taken;
    }

    @Override
    boolean full(Concurrency own) {
        return full() || running() >= own.limit();
    }

    /** Why such a run waits, or {@code null} if it need not. */
    String reason(Concurrency own) {
        return full() ? reason() : reason(own.limit());
    }

    @Override
    boolean given() {
        return false;
    }
}
