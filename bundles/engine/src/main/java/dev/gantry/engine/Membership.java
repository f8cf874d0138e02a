package dev.gantry.engine;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.Leadership;
import dev.gantry.spi.store.NodeBeat;
import dev.gantry.spi.store.NodeClaim;
import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.NodeStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * This node's part among those that share a store: it renews its lease, takes runs that nobody has
 * while it has slots to spare, and leaves to others what waits here while they are idle. Passes are
 * for one thread; the rest is thread-safe.
 */
final class Membership implements Leadership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
    private static final long BEAT_MS = 2000;
    private static final long AGAIN_MS = 500;
    private static final long LEASE_MS = 7000;
    private static final long CLAIM_MS = 1000;
    private static final long FULL_MS = 20;
    private static final long SHARE_MS = 200;
    private static final long LOOK_MS = 100;
    private static final int LARGEST = 500;

    private final NodeStore nodes;
    private final Neighbours neighbours;
    private final Distant distant;
    private final LiveRuns lives;
    private final Backlog backlog;
    private final Dispatcher dispatcher;
    private final Offer offer;
    private volatile boolean work;
    private volatile boolean leading;
    private volatile long leaseEnd;
    private volatile long claimed;
    private final Queue<Long> named = new ConcurrentLinkedQueue<>();
    private boolean idle;

    /** Whether runs that nobody has were left at the last claim. */
    private boolean behind = true;

    private long nextBeat = Long.MIN_VALUE;
    private long nextClaim = Long.MIN_VALUE;
    private long nextShare = Long.MIN_VALUE;
    private Set<LiveRun> blocked = Set.of();

    /** What this node has to offer. */
    record Offer(Catalog catalog, InstantSource clock) {
        private static final long AHEAD_MS = 1500;

        NodeClaim claim(int limit, List<Long> runs) {
            List<String> tasks = new ArrayList<>();
            Set<String> revisions = new HashSet<>();
            for (Contribution task : catalog.list(Kind.TASK)) {
                if (task.available()) {
                    tasks.add(task.id());
                    revisions.add(RowCodec.revision(task.provider()));
                }
            }
            return new NodeClaim(
                    tasks, List.copyOf(revisions), clock.millis() + AHEAD_MS, limit, runs);
        }
    }

    Membership(
            NodeStore nodes,
            Neighbours neighbours,
            Distant distant,
            LiveRuns lives,
            Backlog backlog,
            Dispatcher dispatcher,
            Offer offer) {
        this.nodes = nodes;
        this.neighbours = neighbours;
        this.distant = distant;
        this.lives = lives;
        this.backlog = backlog;
        this.dispatcher = dispatcher;
        this.offer = offer;
        this.leaseEnd = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEASE_MS);
    }

    /** Whether runs in memory are this node's for sure. */
    boolean holds() {
        return nodes.alone() || leaseEnd - System.nanoTime() > 0;
    }

    @Override
    public boolean leading() {
        return nodes.alone() || leading && holds();
    }

    @Override
    public boolean alone() {
        return nodes.alone();
    }

    @Override
    public NodeStore.Listening listen(BiConsumer<String, String> listener) {
        return nodes.listen(listener);
    }

    /** What keeps this node from its part, with the remedy. */
    Optional<String> missing() {
        return holds()
                ? Optional.empty()
                : Optional.of(
                        "this node could not renew its lease, and begins nothing until it can: see"
                                + " that PostgreSQL answers");
    }

    /** Other nodes, or this one, told something. */
    void told(String topic, String subject) {
        switch (topic) {
            case NodeStore.AGAIN -> work = true;
            case NodeStore.WORK -> told(subject);
            case Neighbours.IDLE -> neighbours.idle(subject);
            case NodeStore.LEAVE -> neighbours.asked(subject);
            case NodeStore.PLACE -> place(Long.parseLong(subject));
            default -> distant.told(topic, subject);
        }
    }

    private void place(long run) {
        LiveRun waiting = lives.get(run);
        if (waiting != null) {
            KeyGate.reopen(waiting);
            dispatcher.pump();
        }
    }

    private void told(String runs) {
        if (runs.isEmpty() || named.size() > LARGEST) {
            work = true;
        } else {
            for (String run : runs.split(" ")) {
                named.add(Long.parseLong(run));
            }
        }
    }

    /**
     * Does what is to be done now; returns in how many ms to look again.
     *
     * @param now in ms, by a clock that nobody sets
     */
    long pass(long now) {
        if (nodes.alone()) {
            return BEAT_MS;
        }
        if (now >= nextBeat || !holds()) {
            beat(now);
        }
        if (!holds()) {
            return AGAIN_MS;
        }
        distant.look(now, offer.clock().millis());
        neighbours.settle();
        if (work || now >= nextClaim || !named.isEmpty() && !claimNamed()) {
            claim(now);
        }
        neighbours.release();
        if (now >= nextShare) {
            nextShare = now + SHARE_MS;
            share();
        }
        return work ? FULL_MS : LOOK_MS;
    }

    private void beat(long now) {
        long begun = System.nanoTime();
        try {
            NodeBeat beat =
                    Commit.join(
                            nodes.beat(
                                    new NodeStatus(
                                            dispatcher.total(), dispatcher.free(), waiting())));
            if (beat.lost()) {
                LOG.warn(
                        "This node did not renew its lease in time, and others may have taken its"
                                + " runs; it goes on with those that are still its own");
                distant.disown();
            }
            leading = beat.leading();
            neighbours.seen(beat);
            nextBeat = now + BEAT_MS;
            leaseEnd = begun + TimeUnit.MILLISECONDS.toNanos(LEASE_MS);
            dispatcher.pump();
        } catch (GantryException e) {
            LOG.debug("The lease was not renewed", e);
            nextBeat = now + AGAIN_MS;
        }
    }

    private int waiting() {
        return backlog.ready().size() + backlog.bulkheads().waiting();
    }

    /** Takes the runs that were named; false if others come before them, or there is no room. */
    private boolean claimNamed() {
        int free = dispatcher.free();
        if (behind || backlog.ready().size() > 0 || free == 0) {
            return false;
        }
        List<Long> runs = new ArrayList<>();
        Long run;
        while (runs.size() < Math.min(free, LARGEST) && (run = named.poll()) != null) {
            runs.add(run);
        }
        take(free, runs);
        return named.isEmpty();
    }

    private void claim(long now) {
        named.clear();
        int total = dispatcher.total();
        int ready = backlog.ready().size();
        nextClaim = now + CLAIM_MS;
        if (ready > total / 2 || total == 0) {
            work = false;
            return;
        }
        boolean idleNow = ready == 0 && dispatcher.free() > 0;
        if (idleNow && !idle) {
            nodes.tell(Neighbours.IDLE, String.valueOf(nodes.self()));
        }
        idle = idleNow;
        int room = Math.clamp(total + dispatcher.free() - ready, 1, LARGEST);
        work = false;
        behind = take(room, List.of()) >= room;
        if (behind) {
            nextClaim = now + FULL_MS;
        }
    }

    /** Returns how many it got. */
    private int take(int room, List<Long> runs) {
        LiveRuns.Reading since = lives.reading();
        List<ClaimedRun> taken = List.of();
        try {
            taken = Commit.join(nodes.claim(offer.claim(room, runs)));
        } finally {
            if (taken.isEmpty()) {
                since.close();
            }
        }
        if (!taken.isEmpty()) {
            claimed += taken.size();
            backlog.arrived(taken, since);
            distant.claimed(taken);
        }
        return taken.size();
    }

    /** Leaves to others what they would begin sooner, and what nobody here can run. */
    private void share() {
        if (!neighbours.any()) {
            return;
        }
        List<LiveRun> away = new ArrayList<>();
        if (neighbours.idle() && dispatcher.free() == 0) {
            int most =
                    dispatcher.total() == 0
                            ? LARGEST
                            : Math.min(LARGEST, (backlog.ready().size() + 1) / 2);
            away.addAll(backlog.ready().give(most));
        }
        Set<LiveRun> now = new HashSet<>();
        if (backlog.blocked().size() + backlog.pinned().size() > 0) {
            for (LiveRun run : lives.all()) {
                if (run.blocked() != null && run.waiting() && now.size() < LARGEST) {
                    now.add(run);
                    if (blocked.contains(run)) {
                        away.add(run);
                    }
                }
            }
        }
        blocked = now;
        neighbours.leave(away);
    }

    int peers() {
        return neighbours.count();
    }

    Neighbours neighbours() {
        return neighbours;
    }

    long claimedRuns() {
        return claimed;
    }

    long leftRuns() {
        return neighbours.leftRuns();
    }

    /** Gives the lease back. */
    void leave() {
        try {
            Commit.join(nodes.leave());
        } catch (GantryException e) {
            LOG.debug("The lease was not given back, and ends by itself", e);
        }
    }
}
