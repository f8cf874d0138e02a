package dev.gantry.engine;

import dev.gantry.spi.run.BulkRequest;
import dev.gantry.spi.run.BulkResult;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.QueueInfo;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunChange;
import dev.gantry.spi.run.RunControl;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.run.SlaClass;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** How people steer runs. Thread-safe. */
final class Steering implements RunControl {
    private static final String NO_REASON = "no reason given";
    private static final long PATIENCE_SECONDS = 5;

    private final RunEngine engine;
    private final InstantSource clock;
    private final Pauses pauses;
    private final Depths depths;
    private final Pausing pausing;
    private final Changing changing;
    private final Cancelling cancelling;
    private final Letters letters;
    private final Bulk bulk;

    Steering(
            RunEngine engine,
            InstantSource clock,
            Pausing pausing,
            Changing changing,
            Cancelling cancelling,
            Letters letters,
            RunListing listing) {
        this.engine = engine;
        this.pauses = engine.backlog().parked().pauses();
        this.clock = clock;
        this.depths = new Depths(engine, clock);
        this.pausing = pausing;
        this.changing = changing;
        this.cancelling = cancelling;
        this.letters = letters;
        this.bulk = new Bulk(listing);
    }

    @Override
    public List<QueueInfo> queues() {
        return Arrays.stream(SlaClass.values()).map(this::queue).toList();
    }

    private QueueInfo queue(SlaClass sla) {
        String name = sla.name().toLowerCase(Locale.ROOT);
        long oldest = Math.round(depths.oldestAge(sla) * 1000);
        return new QueueInfo(
                sla,
                (long) depths.of(sla),
                Duration.ofMillis(oldest),
                pauses.get(Pause.Scope.QUEUE, name));
    }

    @Override
    public List<Pause> pauses() {
        return pauses.all();
    }

    @Override
    public Pause pause(Pause.Scope scope, String name, String reason, String by) {
        switch (scope) {
            case TASK -> engine.tasks().known(name);
            case TENANT -> Submission.tenant(name);
            case QUEUE -> Pauses.queue(name);
            case RUN -> checkOpen(name);
        }
        Pause pause = pausing.pause(scope, name, Cancelling.cut(reason, NO_REASON), by);
        if (scope == Pause.Scope.RUN && find(name).state() == RunState.FINISHED) {
            if (pauses.get(scope, name) != null) {
                pausing.resume(scope, name, by);
            }
            checkOpen(name);
        }
        return pause;
    }

    private void checkOpen(String name) {
        if (find(name).state() == RunState.FINISHED) {
            throw new GantryException(
                    GantryException.Code.CONFLICT,
                    "Run " + name + " is finished; there is nothing to pause");
        }
    }

    @Override
    public Pause resume(Pause.Scope scope, String name, String by) {
        switch (scope) {
            case QUEUE -> Pauses.queue(name);
            case RUN -> find(name);
            default -> {}
        }
        return pausing.resume(scope, name, by);
    }

    @Override
    public Run change(String id, RunChange change) {
        changing.change(id, change);
        return find(id);
    }

    @Override
    public Run retry(String id) {
        changing.retrying().retry(id, clock.millis());
        return find(id);
    }

    @Override
    public Run terminate(String id, String reason) {
        cancelling.terminate(id, reason);
        engine.whenFinished(id)
                .toCompletableFuture()
                .completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(failure -> null)
                .join();
        return find(id);
    }

    @Override
    public CompletionStage<Runs.Submitted> rerun(String id, String idempotencyKey, String by) {
        return letters.rerun(id, idempotencyKey, by, engine::submit);
    }

    @Override
    public Run dismiss(String id, String reason, String by) {
        letters.dismiss(id, reason, by);
        return find(id);
    }

    @Override
    public BulkResult bulk(BulkRequest request) {
        return bulk.run(request, action(request));
    }

    private Consumer<String> action(BulkRequest request) {
        String reason = request.reason();
        String by = request.by();
        return switch (request.action()) {
            case CANCEL -> id -> cancelling.cancel(id, reason);
            case TERMINATE -> id -> terminate(id, reason);
            case PAUSE -> id -> pause(Pause.Scope.RUN, id, reason, by);
            case RESUME -> id -> resume(Pause.Scope.RUN, id, by);
            case RETRY -> id -> changing.retrying().retry(id, clock.millis());
            case RERUN -> id -> rerun(id, by);
            case DISMISS -> id -> dismiss(id, reason, by);
        };
    }

    private void rerun(String id, String by) {
        try {
            rerun(id, null, by).toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof GantryException known) {
                throw known;
            }
            throw e;
        }
    }

    private Run find(String id) {
        return engine.find(id).orElseThrow(() -> RunIds.unknown(id));
    }
}
