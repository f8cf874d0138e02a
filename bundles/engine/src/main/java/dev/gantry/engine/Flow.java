package dev.gantry.engine;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * The runs of one tenant in one service class, and how much of its share that tenant has had: a
 * flow in the sense of {@link ReadyQueue}. Guarded by the queue.
 */
final class Flow {

    /** By priority, then by due time. */
    static final Comparator<LiveRun> ORDER = Flow::compare; // all runs go through it

    /** By the start tag. */
    static final Comparator<Flow> BY_START =
            Comparator.<Flow>comparingDouble(flow -> flow.start)
                    .thenComparing(flow -> flow.tenant.name());

    private final Tenant tenant;
    private final TreeSet<LiveRun> ready = new TreeSet<>(ORDER);
    private double start;

    private static int compare(LiveRun one, LiveRun other) {
        int order = Integer.compare(other.spec().priority(), one.spec().priority());
        if (order == 0) {
            order = Long.compare(one.due(), other.due());
        }
        return order == 0 ? Long.compare(one.id(), other.id()) : order;
    }

    Flow(Tenant tenant) {
        this.tenant = tenant;
    }

    Tenant tenant() {
        return tenant;
    }

    /** Those that wait for nothing but their turn. */
    TreeSet<LiveRun> ready() {
        return ready;
    }

    /** The start tag, in turns of a tenant of weight 1. */
    double start() {
        return start;
    }

    /** It has no claim from the time when it had nothing to start. */
    void since(double virtual) {
        start = Math.max(start, virtual);
    }

    /** One of its runs starts. */
    void charge(int weight) {
        start += 1.0 / weight;
    }

    /** Takes this very run out of a set; false if it is not there. */
    static boolean remove(TreeSet<LiveRun> runs, LiveRun run) {
        if (!runs.isEmpty() && runs.first() == run) {
            runs.pollFirst();
            return true;
        }
        return runs.floor(run) == run && runs.remove(run);
    }
}
