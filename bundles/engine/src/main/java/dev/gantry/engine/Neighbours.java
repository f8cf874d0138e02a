package dev.gantry.engine;

import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.NodeBeat;
import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredNode;
import dev.gantry.spi.store.StoredRun;
import dev.gantry.spi.store.UnsureException;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/** What is known of the other nodes, and the runs that are left to them. Thread-safe. */
final class Neighbours {
    /** A node would begin runs at once; the subject is its number. */
    static final String IDLE = "idle";

    private final NodeStore nodes;
    private final RunStore store;
    private final LiveRuns lives;
    private final Backlog backlog;
    private final RowCodec codec;
    private final Queue<Long> asked = new ConcurrentLinkedQueue<>();
    private final AtomicLong untold = new AtomicLong();
    private volatile List<StoredNode> others = List.of();
    private final AtomicLong left = new AtomicLong();
    private volatile boolean idle;

    /** What was given, or was not. */
    private final List<Long> doubted = new ArrayList<>();

    Neighbours(Stores stores, LiveRuns lives, Backlog backlog, RowCodec codec) {
        this.nodes = stores.nodes();
        this.store = stores.runs();
        this.lives = lives;
        this.backlog = backlog;
        this.codec = codec;
    }

    void seen(NodeBeat beat) {
        others = beat.nodes().stream().filter(n -> n.number() != nodes.self()).toList();
        idle = others.stream().anyMatch(StoredNode::idle);
    }

    /** Another node told that it is idle. */
    void idle(String number) {
        if (!number.equals(String.valueOf(nodes.self()))) {
            idle = true;
        }
    }

    /** Whether another one would begin runs at once. */
    boolean idle() {
        return idle;
    }

    /** Whether there is another one at all. */
    boolean any() {
        return others.stream().anyMatch(StoredNode::alive);
    }

    int count() {
        return (int) others.stream().filter(StoredNode::alive).count();
    }

    /** Attempts that run on them, as they told. */
    long running() {
        return told(status -> status.slots() - status.free());
    }

    /** Runs that are due and wait on them, as they told. */
    long waiting() {
        return told(NodeStatus::waiting);
    }

    private long told(ToLongFunction<NodeStatus> number) {
        return others.stream()
                .filter(StoredNode::alive)
                .map(StoredNode::status)
                .mapToLong(number)
                .sum();
    }

    long leftRuns() {
        return left.get();
    }

    /** A run is on disk that is for others, as the store has told them. */
    void left(LiveRun run) {
        if (run.withdraw()) {
            lives.remove(run);
            backlog.departed(run);
            left.incrementAndGet();
        }
    }

    /**
     * Another node would change a run. Quick.
     *
     * @param subject of {@link NodeStore#LEAVE}
     */
    void asked(String subject) {
        int space = subject.indexOf(' ');
        if (subject.substring(space + 1).equals(String.valueOf(nodes.self()))) {
            asked.add(Long.parseLong(subject.substring(0, space)));
        }
    }

    /**
     * Leaves what was asked for and has not begun; of what has, that is noted in the store. For the
     * thread that claims, after it did.
     */
    void release() {
        Long run;
        while ((run = asked.poll()) != null) {
            LiveRun waiting = waiting(run);
            if (waiting != null) {
                leave(List.of(waiting));
            }
        }
    }

    /** In memory from here on, so that nobody else reads it from the store and begins it. */
    private LiveRun waiting(long id) {
        LiveRun live = lives.get(id);
        if (live != null) {
            RunningAttempt attempt = live.attempt();
            if (attempt != null) {
                attempt.note(store);
            }
            return live.begun() ? null : live;
        }
        try (LiveRuns.Reading since = lives.reading()) {
            StoredRun row = store.find(id).orElse(null);
            if (row == null || !row.unstarted() || nodes.owner(id) != nodes.self()) {
                return null;
            }
            LiveRun run = new LiveRun(row, RunSpec.parse(codec.mapper(), row.spec()), null);
            return since.adopt(run) ? run : null;
        }
    }

    /** Takes waiting runs out of memory, and leaves them to others. For the thread that claims. */
    void leave(Collection<LiveRun> runs) {
        List<ClaimedRun> away = new ArrayList<>();
        for (LiveRun run : runs) {
            if (run.withdraw()) {
                lives.remove(run);
                backlog.forget(run);
                backlog.departed(run);
                away.add(
                        new ClaimedRun(
                                run.id(),
                                run.due(),
                                run.task(),
                                backlog.lanes().of(run).lane(),
                                null));
            }
        }
        if (away.isEmpty()) {
            return;
        }
        List<Long> ids = away.stream().map(ClaimedRun::id).toList();
        try {
            give(ids);
        } catch (UnsureException e) {
            doubted.addAll(ids);
        } catch (RuntimeException e) {
            backlog.arrived(away, lives.reading());
        }
    }

    /**
     * Gives again what may not be given yet; throws if that cannot be known now either. Before the
     * next claim, which might take it back.
     */
    void settle() {
        if (!doubted.isEmpty()) {
            give(doubted);
            doubted.clear();
        }
    }

    private void give(List<Long> runs) {
        left.addAndGet(Commit.join(nodes.give(List.copyOf(runs))));
        tell();
    }

    /**
     * Tells others, if any is idle, that there is work; what is left meanwhile is told after it.
     */
    private void tell() {
        if (idle && untold.getAndIncrement() == 0) {
            tell(untold.get());
        }
    }

    private void tell(long now) {
        nodes.tell(NodeStore.WORK, "")
                .whenComplete(
                        (done, failure) -> {
                            long more = untold.addAndGet(-now);
                            if (more > 0) {
                                tell(more);
                            }
                        });
    }
}
