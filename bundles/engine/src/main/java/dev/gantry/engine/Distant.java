package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.NodeStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What concerns runs of one node and callers of another: wishes that a run stops or waits no
 * longer, callers that wait for one, what people decided, and runs that are not this node's any
 * more. Looks are for one thread; the rest is thread-safe.
 */
final class Distant {
    private static final Logger LOG = LoggerFactory.getLogger(Distant.class);
    private static final long POLL_MS = 2000;

    private final NodeStore nodes;
    private final LiveRuns lives;
    private final Backlog backlog;
    private final Completion completion;
    private final Cancelling cancelling;
    private final Reading reading;
    private final Decided decided;
    private final Queue<Long> stops = new ConcurrentLinkedQueue<>();
    private final Queue<Long> retries = new ConcurrentLinkedQueue<>();
    private volatile boolean changed;
    private volatile Runnable claimed = () -> {};
    private long nextPoll = Long.MIN_VALUE;

    Distant(
            NodeStore nodes,
            LiveRuns lives,
            Backlog backlog,
            Completion completion,
            Cancelling cancelling,
            Reading reading,
            Decided decided) {
        this.nodes = nodes;
        this.lives = lives;
        this.backlog = backlog;
        this.completion = completion;
        this.cancelling = cancelling;
        this.reading = reading;
        this.decided = decided;
    }

    /** Sets what to call when runs of others that may have a deadline became this node's. */
    void onClaimed(Runnable action) {
        claimed = action;
    }

    /** Runs of others became this node's. */
    void claimed(List<ClaimedRun> runs) {
        if (runs.stream()
                .anyMatch(run -> run.row() == null || RunSpec.mayHaveDeadline(run.row()))) {
            claimed.run();
        }
    }

    /** Some node told something. Quick. */
    void told(String topic, String subject) {
        if (topic.equals(NodeStore.STOP)) {
            stops.add(Long.parseLong(subject));
        } else if (topic.equals(NodeStore.RETRY)) {
            retries.add(Long.parseLong(subject));
        } else if (topic.equals(NodeStore.PAUSES) || topic.equals(NodeStore.QUOTAS)) {
            changed = true;
        }
    }

    /**
     * @param now in ms, by a clock that nobody sets
     * @param date in ms since 1970
     */
    void look(long now, long date) {
        boolean poll = now >= nextPoll;
        if (poll) {
            nextPoll = now + POLL_MS;
        }
        if (changed || poll) {
            changed = false;
            decided.reload();
        }
        if (poll || asked()) {
            nodes.wishes().forEach(this::stop);
        }
        Long retry;
        while ((retry = retries.poll()) != null) {
            long run = retry;
            Thread.ofVirtual().name("retry").start(() -> decided.retry(run, date));
        }
        Set<Long> waited = lives.waitedElsewhere();
        if (!waited.isEmpty()) {
            nodes.finished(waited).forEach(this::answer);
        }
    }

    /** Whether one of this node's runs is told to stop. */
    private boolean asked() {
        boolean asked = false;
        Long run;
        while ((run = stops.poll()) != null) {
            LiveRun live = lives.get(run);
            asked |= live != null && live.state() != RunState.CANCELLING;
        }
        return asked;
    }

    private void stop(long id, String reason) {
        LiveRun live = lives.get(id);
        if (live == null || live.terminated()) {
            return;
        }
        try {
            if (Cancelling.hard(reason)) {
                cancelling.again(live, reason, true);
            } else if (live.state() != RunState.CANCELLING) {
                cancelling.again(live, reason, false);
            }
        } catch (GantryException e) {
            LOG.debug("Run {} is not stopped", live.name(), e);
        }
    }

    private void answer(long id) {
        CompletableFuture<Run> waiter = lives.takeWaiter(id);
        if (waiter != null) {
            waiter.completeAsync(
                    () -> reading.find(RunIds.text(id)).orElseThrow(),
                    done -> Thread.ofVirtual().start(done));
        }
    }

    /** Lets go of all runs that are others' by now; what they still do here is not recorded. */
    void disown() {
        List<Long> ids = lives.all().stream().map(LiveRun::id).toList();
        int let = 0;
        for (long id : ids.isEmpty() ? ids : nodes.gone(ids)) {
            LiveRun run = lives.get(id);
            if (run == null || run.end() != null) {
                continue;
            }
            RunningAttempt attempt = run.attempt();
            if (run.withdraw()) {
                lives.remove(run);
                backlog.forget(run);
                backlog.departed(run);
                let++;
            } else if (attempt != null) {
                completion.abandon(
                        attempt,
                        new RunError("lost", "another node has taken the run over", "run", null));
                backlog.departed(run);
                let++;
            }
        }
        LOG.info("{} runs are other nodes' now", let);
    }
}
