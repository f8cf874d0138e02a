package dev.gantry.engine;

import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredHandling;
import dev.gantry.spi.store.StoredRun;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Finished runs that wait for a person, and what people do about them. Thread-safe. */
final class Letters {
    private static final Set<String> DEAD = Set.of("failure", "error", "timeout");

    private final RunStore runs;
    private final ControlStore control;
    private final PayloadFiles payloads;
    private final RowCodec codec;
    private final InstantSource clock;

    Letters(Stores stores, RowCodec codec, InstantSource clock) {
        this.runs = stores.runs();
        this.control = stores.control();
        this.payloads = stores.payloads();
        this.codec = codec;
        this.clock = clock;
    }

    /** Accepts a new run, which the function writes. */
    @FunctionalInterface
    interface Intake {
        CompletionStage<Runs.Submitted> submit(
                RunRequest request, Function<NewRun, CompletableFuture<Long>> write);
    }

    /** Whether a result is one that a person should see. */
    static boolean dead(String result) {
        return DEAD.contains(result);
    }

    /** What was done about those of the rows that are finished. */
    Map<Long, StoredHandling> of(Collection<StoredRun> rows) {
        List<Long> finished =
                rows.stream()
                        .filter(row -> row.state() == StoredRun.FINISHED)
                        .map(StoredRun::id)
                        .toList();
        return finished.isEmpty() ? Map.of() : control.handled(finished);
    }

    /** A new run with what the other one was given. */
    CompletionStage<Runs.Submitted> rerun(String name, String key, String by, Intake intake) {
        StoredRun row = finished(name, "rerun");
        RunSpec spec = RunSpec.parse(codec.mapper(), row.spec());
        RunRequest request =
                new RunRequest(
                                row.task(),
                                payloads.open(row.id(), row.params()),
                                spec.labels(),
                                row.tenant(),
                                spec.sla(),
                                spec.priority(),
                                Duration.ZERO,
                                spec.timeout(),
                                spec.retry(),
                                key,
                                null,
                                spec.parent(),
                                "rerun",
                                null,
                                name)
                        .withConcurrency(spec.concurrency())
                        .withCarried(Trace.repeating(row.id(), spec));
        StoredHandling handling = new StoredHandling(row.id(), 0, null, by, clock.millis());
        return intake.submit(request, run -> control.rerun(run, handling));
    }

    /** Handled without another run. */
    void dismiss(String name, String reason, String by) {
        StoredRun row = finished(name, "dismissed");
        if (!dead(row.result())) {
            throw new GantryException(
                    GantryException.Code.CONFLICT,
                    "Run " + name + " ended as " + row.result() + "; it is no dead letter");
        }
        StoredHandling handling =
                new StoredHandling(row.id(), 0, Cancelling.cut(reason, null), by, clock.millis());
        if (!Commit.join(control.dismiss(handling))) {
            throw new GantryException(
                    GantryException.Code.CONFLICT,
                    "Run " + name + " was rerun or dismissed before; there is nothing left to do");
        }
    }

    private StoredRun finished(String name, String what) {
        StoredRun row = runs.find(RunIds.known(name)).orElseThrow(() -> RunIds.unknown(name));
        if (row.state() != StoredRun.FINISHED) {
            throw new GantryException(
                    GantryException.Code.CONFLICT,
                    "Run "
                            + name
                            + " is not finished; only finished runs are "
                            + what
                            + ". Wait for it, or cancel it first");
        }
        return row;
    }
}
