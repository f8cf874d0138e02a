package dev.gantry.engine;

import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.UnsureException;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Follows prepared runs until it is known whether they are on disk. Thread-safe. */
final class Acceptance {
    private final PayloadFiles payloads;
    private final LiveRuns lives;
    private final Records records;
    private final Deadlines deadlines;
    private final Backlog backlog;
    private final Dispatcher dispatcher;
    private final InstantSource clock;
    private final Runnable wake;

    /**
     * @param wake has the engine look for what is due before its next tick
     */
    Acceptance(
            Stores stores,
            Records records,
            Deadlines deadlines,
            Backlog backlog,
            Dispatcher dispatcher,
            InstantSource clock,
            Runnable wake) {
        this.payloads = stores.payloads();
        this.lives = backlog.lives();
        this.records = records;
        this.deadlines = deadlines;
        this.backlog = backlog;
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.wake = wake;
    }

    /** Has a run written, and takes it up or lets it go when that is done. */
    CompletableFuture<Long> write(NewRun run, Function<NewRun, CompletableFuture<Long>> write) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        write.apply(run)
                .whenComplete(
                        (id, failure) -> {
                            if (failure != null) {
                                dropped(run, failure);
                                answer.completeExceptionally(failure);
                                return;
                            }
                            try {
                                if (id != run.id()) {
                                    dropped(run, null);
                                } else {
                                    accepted(run);
                                }
                            } finally {
                                answer.complete(id);
                            }
                        });
        return answer;
    }

    void accepted(NewRun run) {
        if (run.deadline() > 0) {
            deadlines.add(run.deadline());
        }
        LiveRun live = lives.get(run.id());
        if (live == null) {
            return;
        }
        if (backlog.accept(live)) {
            dispatcher.pump();
        } else if (backlog.timeline().next() - clock.millis() < RunEngine.TICK_MS) {
            wake.run();
        }
    }

    void dropped(NewRun run, Throwable failure) {
        Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
        if (why instanceof UnsureException) {
            records.ask(run.id(), there -> settled(run, there));
        } else {
            settled(run, false);
            if (PayloadFiles.away(run.params())) {
                Thread.ofVirtual()
                        .name("engine-payloads")
                        .start(() -> payloads.drop(run.id(), run.params()));
            }
        }
    }

    private void settled(NewRun run, boolean stored) {
        if (stored) {
            accepted(run);
            return;
        }
        LiveRun live = lives.get(run.id());
        if (live != null) {
            lives.remove(live);
            backlog.closed(live);
        }
    }
}
