package dev.gantry.spi.store;

import dev.gantry.spi.run.Concurrency;

import org.osgi.annotation.versioning.ProviderType;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * The nodes that share the runs of one store. Each run belongs to one node, or to none: then
 * whoever can run it may claim it. A node has one lease, however many runs it has; when that ends,
 * its open runs may be claimed as well. The store refuses what a node writes about a run that is
 * another's. Futures as in {@link RunStore}. Thread-safe.
 */
@ProviderType
public interface NodeStore {

    /** What rows of runs name this node by. */
    int self();

    /** Whether no other node can be there. Then nothing else here is of use. */
    boolean alone();

    /** Renews this node's lease and looks after those of others. */
    CompletableFuture<NodeBeat> beat(NodeStatus status);

    /** Gives the lease back: what is open may be claimed at once. */
    CompletableFuture<Void> leave();

    /** All nodes on record, by number. */
    List<StoredNode> nodes();

    /** A clock that is further from that of the database, in ms, is told of. */
    long CLOCKS_APART_MS = 1000;

    /**
     * How far a clock is ahead of that of the database, in ms, as seen in the middle of the time
     * that asking took; empty where no node has another clock, or asking took too long to tell.
     */
    OptionalLong ahead(InstantSource clock);

    /**
     * Takes runs that nobody has, and those of nodes without a lease. What it took where that is
     * unsure is among those of the next claim. One at a time.
     */
    CompletableFuture<List<ClaimedRun>> claim(NodeClaim wanted);

    /** Takes one run, if nobody has it; completes with whether it did. */
    CompletableFuture<Boolean> take(long run);

    /** The node that has an open run and holds a lease; empty if nobody has it. */
    Optional<StoredNode> holder(long run);

    /**
     * As {@link ControlStore#change}, of a run that nobody has; completes with false, and writes
     * nothing, also if it is not as it was read.
     */
    CompletableFuture<Boolean> changeLeft(
            StoredRun read, Lane lane, long due, String params, String spec);

    /** Leaves open runs of this node to whoever can run them; completes with how many. */
    CompletableFuture<Integer> give(Collection<Long> runs);

    /**
     * Takes one of the places that runs of a tenant's concurrency key have on all nodes together;
     * completes with whether the run has one, or with false where another node asks just now. A run
     * that was refused asks again: those that asked within the last two seconds are served in the
     * order in which they first did. A place counts until it is given back or its node's lease
     * ends. To ask again for a run that has one changes nothing.
     *
     * @param ticket by which the place is given back; another one than before is another wish
     */
    CompletableFuture<Boolean> takePlace(long run, long ticket, String tenant, Concurrency key);

    /** Gives a place back, or the wish for one; completes with whether there was any. */
    CompletableFuture<Boolean> givePlace(long run, long ticket);

    /** Those of these runs that are on disk, and finished or another's. */
    List<Long> gone(Collection<Long> runs);

    /**
     * The number of the node that has a run, or that had it when it finished; 0 where nobody has
     * it.
     */
    int owner(long run);

    /** Those of these runs that are finished. */
    List<Long> finished(Collection<Long> runs);

    /** Wishes that open runs of this node stop, with their reasons. */
    Map<Long, String> wishes();

    /**
     * Tells all nodes, this one as well, soon; what is told may get lost. The store itself tells of
     * {@link #PAUSES}, {@link #QUOTAS}, {@link #STOP} and {@link #PLACE} with the run, {@link
     * #SCHEDULE} and {@link #CHECK} with the id, and of {@link #WORK} where a new run is for other
     * nodes.
     */
    CompletableFuture<Void> tell(String topic, String subject);

    /** Ends what {@link #listen} began. */
    @FunctionalInterface
    interface Listening extends AutoCloseable {
        @Override
        void close() throws InterruptedException;
    }

    /**
     * Has this node listen to what is told: topic and subject, on a thread of the store; quick. The
     * topic {@link #AGAIN} says that something may have been missed.
     */
    Listening listen(BiConsumer<String, String> listener);

    /** See {@link #listen}. */
    String AGAIN = "again";

    /** There are runs that nobody has: those of the subject, or, where it is empty, many. */
    String WORK = "work";

    /** Pauses changed. */
    String PAUSES = "pauses";

    /** Bounds that people set changed. */
    String QUOTAS = "quotas";

    /** A run shall stop. */
    String STOP = "stop";

    /** A run shall not wait any longer for its next attempt; its node does what is to be done. */
    String RETRY = "retry";

    /**
     * A run shall be left to others if it waits, as one of them would change it. The subject is the
     * run and the number of the node that has it.
     */
    String LEAVE = "leave";

    /** A run that asked for a place of its key and was refused is the first in line now. */
    String PLACE = "place";

    /** A schedule was put or deleted, or fired beside its plan. */
    String SCHEDULE = "schedule";

    /** A check was put or deleted. */
    String CHECK = "check";
}
