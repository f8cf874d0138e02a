package dev.gantry.engine;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.store.AttemptEnd;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.RunStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes how attempts and runs ended. What the store cannot take now is kept and written when it
 * can. Thread-safe.
 */
final class Records {
    private static final Logger LOG = LoggerFactory.getLogger(Records.class);

    private final RunStore store;
    private final RowCodec codec;
    private final ConcurrentLinkedQueue<Runnable> unwritten = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();

    Records(RunStore store, RowCodec codec) {
        this.store = store;
        this.codec = codec;
    }

    /**
     * @param then is told after the commit whether the run was still open
     */
    void finish(RunEnd end, Consumer<Boolean> then) {
        write(
                () -> store.finish(end),
                then,
                failure -> {
                    RunEnd bare = unwritable(end, failure);
                    write(() -> store.finish(bare), then, null);
                });
    }

    /**
     * @param pinned whether the run has to stay on the attempt's revision
     * @param then is told after the commit whether the run is still open
     * @param refused is told if the store will never take it
     */
    void retry(AttemptEnd end, boolean pinned, Consumer<Boolean> then, Consumer<RunError> refused) {
        write(
                () -> pinned ? store.retry(end) : store.restart(end),
                then,
                failure -> {
                    LOG.error(
                            "The end of an attempt of run {} was refused",
                            RunIds.text(end.run()),
                            failure);
                    refused.accept(refusal("an attempt ended with " + end.state(), failure));
                });
    }

    /**
     * An attempt was under way when its node ended; it is not counted.
     *
     * @param due when its run may start again, in ms since 1970
     * @param then is called after the commit
     */
    void lost(
            long run, int attempt, String plugin, long due, long started, long now, Runnable then) {
        retry(
                new AttemptEnd(
                        run,
                        attempt,
                        Attempt.State.LOST.name().toLowerCase(Locale.ROOT),
                        false,
                        due,
                        plugin,
                        started,
                        Math.max(now, started),
                        null,
                        null),
                true,
                open -> then.run(),
                refused -> {});
    }

    /** Runs that wait need not stay on this revision any more. */
    void unpin(RevisionRef revision) {
        String name = RowCodec.revision(revision);
        write(
                () -> store.unpin(name).thenApply(runs -> runs > 0),
                any -> {},
                failure -> LOG.error("Runs were not released from {}", revision, failure));
    }

    /** A place is given back, now or when the store can. */
    void givePlace(Supplier<CompletableFuture<Boolean>> give) {
        write(give, had -> {}, null);
    }

    /**
     * A submit failed, and it is not known whether the run is on disk.
     *
     * @param then is told so when the store can answer
     */
    void ask(long run, Consumer<Boolean> then) {
        write(
                () -> store.stored(run),
                then,
                failure -> {
                    LOG.error("Run {} was not looked for", RunIds.text(run), failure);
                    then.accept(false);
                });
    }

    private static RunError refusal(String what, Throwable failure) {
        String message = what + ", but its record was refused: " + Told.by(failure);
        return new RunError("store", message, "run", null);
    }

    private RunEnd unwritable(RunEnd end, Throwable failure) {
        LOG.error("The result of run {} was refused", RunIds.text(end.id()), failure);
        return new RunEnd(
                end.id(),
                "error",
                end.attempt(),
                end.plugin(),
                end.started(),
                end.finished(),
                null,
                codec.error(refusal("the run ended with " + end.result(), failure)),
                null);
    }

    /**
     * @param refused is told if the store will never take it; {@code null} if that cannot be so,
     *     and it is tried until it does
     */
    private void write(
            Supplier<CompletableFuture<Boolean>> write,
            Consumer<Boolean> then,
            Consumer<Throwable> refused) {
        underWay.incrementAndGet();
        attempt(write, then, refused);
    }

    private void attempt(
            Supplier<CompletableFuture<Boolean>> write,
            Consumer<Boolean> then,
            Consumer<Throwable> refused) {
        write.get()
                .whenComplete(
                        (done, wrapped) -> {
                            Throwable failure =
                                    wrapped instanceof CompletionException
                                            ? wrapped.getCause()
                                            : wrapped;
                            if (failure != null && (refused == null || retryable(failure))) {
                                unwritten.add(() -> attempt(write, then, refused));
                                return;
                            }
                            try {
                                if (failure == null) {
                                    then.accept(done);
                                } else {
                                    refused.accept(failure);
                                }
                            } catch (RuntimeException e) {
                                LOG.error("After a commit", e);
                            } finally {
                                underWay.decrementAndGet();
                            }
                        });
    }

    private static boolean retryable(Throwable failure) {
        return failure instanceof GantryException known && known.retryable();
    }

    /** Tries again what could not be written. */
    void again() {
        for (int n = unwritten.size(); n > 0; n--) {
            Runnable write = unwritten.poll();
            if (write != null) {
                write.run();
            }
        }
    }

    /** How many records are not on disk yet. */
    int underWay() {
        return underWay.get();
    }
}
