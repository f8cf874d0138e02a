package dev.gantry.engine;

import dev.gantry.spi.run.Concurrency;

import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;

/**
 * Lets at most so many attempts of one concurrency key run at one time: as few as the run that asks
 * and those that wait here in memory say. Guarded by the queue.
 */
final class KeyGate extends Gate {
    /**
     * How long it stays closed when other nodes have its places: twice as long each time, up to
     * well below the time after which a place is not kept for who asked.
     */
    private static final long FIRST_PAUSE_MS = 100;

    private static final long LONGEST_PAUSE_MS = 800;

    private static final long NEVER = Long.MIN_VALUE;

    private final Key key;
    private final InstantSource clock;
    private volatile long refused = NEVER;
    private volatile long pause;
    private final TreeMap<Integer, Integer> limits = new TreeMap<>();

    /** A concurrency key of a tenant. */
    record Key(String tenant, String name) {}

    KeyGate(Key key, InstantSource clock) {
        super("concurrency key " + key.name());
        this.key = key;
        this.clock = clock;
    }

    static KeyGate among(List<Gate> gates) {
        return gates.stream()
                .filter(KeyGate.class::isInstance)
                .map(KeyGate.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Other nodes have its places. */
    void elsewhere() {
        pause = Math.clamp(2 * pause, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
        refused = clock.millis();
    }

    /** It may have one for a run that waits. */
    static void reopen(LiveRun waiting) {
        if (waiting.standing().held() instanceof KeyGate gate) {
            gate.refused = NEVER;
        }
    }

    private boolean taken() {
        long at = refused;
        if (at == NEVER) {
            return false;
        }
        long since = clock.millis() - at;
        return since >= 0 && since < pause;
    }

    @Override
    boolean full() {
        return super.full() || taken();
    }

    @Override
    boolean timed() {
        return refused != NEVER;
    }

    @Override
    void leave() {
        super.leave();
        if (refused == NEVER) {
            pause = 0;
        }
    }

    @Override
    void enter() {
        super.enter();
        refused = NEVER;
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
        if (taken()) {
            return "runs on other nodes have the places of concurrency key " + key.name();
        }
        return full() ? reason() : reason(own.limit());
    }

    @Override
    boolean given() {
        return false;
    }
}
