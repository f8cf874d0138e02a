package dev.gantry.http;

import dev.gantry.spi.run.BulkRequest;
import dev.gantry.spi.run.BulkResult;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.QueueInfo;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunChange;
import dev.gantry.spi.run.RunControl;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.run.SlaClass;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was asked of it. */
final class FakeControl implements RunControl {
    final List<Object> asked = new CopyOnWriteArrayList<>();
    final List<Pause> pauses = new CopyOnWriteArrayList<>();
    private final FakeRuns runs;

    FakeControl(FakeRuns runs) {
        this.runs = runs;
    }

    @Override
    public List<QueueInfo> queues() {
        Pause pause =
                pauses.stream()
                        .filter(each -> each.scope() == Pause.Scope.QUEUE)
                        .findFirst()
                        .orElse(null);
        return List.of(new QueueInfo(SlaClass.GOLD, 3, Duration.ofMillis(1500), pause));
    }

    @Override
    public List<Pause> pauses() {
        return new ArrayList<>(pauses);
    }

    @Override
    public Pause pause(Pause.Scope scope, String name, String reason, String by) {
        Pause pause = new Pause(scope, name, String.valueOf(reason), by, Fakes.NOW);
        if (scope == Pause.Scope.RUN) {
            run(name);
        }
        pauses.add(pause);
        return pause;
    }

    @Override
    public Pause resume(Pause.Scope scope, String name, String by) {
        for (Pause pause : pauses) {
            if (pause.scope() == scope && pause.name().equals(name)) {
                pauses.remove(pause);
                return pause;
            }
        }
        throw new GantryException(Code.CONFLICT, name + " is not paused");
    }

    @Override
    public Run change(String id, RunChange change) {
        asked.add(change);
        if (change.params() != null && change.params().contains("bad")) {
            throw new GantryException(
                    Code.REFUSED, "No.", List.of(new FieldError("/olderThan", "not a duration")));
        }
        return run(id);
    }

    @Override
    public Run retry(String id) {
        asked.add("retry");
        return run(id);
    }

    @Override
    public Run terminate(String id, String reason) {
        runs.finish(id);
        asked.add("terminate " + reason);
        return run(id);
    }

    @Override
    public CompletionStage<Runs.Submitted> rerun(String id, String key, String by) {
        run(id);
        asked.add("rerun " + by);
        RunRequest request = RunRequest.of("files.cleanup", "{}");
        return runs.submit(key == null ? request : request.withIdempotencyKey(key));
    }

    @Override
    public Run dismiss(String id, String reason, String by) {
        asked.add("dismiss " + reason + " " + by);
        return run(id);
    }

    @Override
    public BulkResult bulk(BulkRequest request) {
        asked.add(request);
        return new BulkResult(
                3,
                2,
                List.of(new BulkResult.Refusal(Code.CONFLICT, "is finished", 1, List.of("r3"))),
                List.of("r1", "r2", "r3"),
                "c-r3");
    }

    private Run run(String id) {
        return runs.find(id)
                .orElseThrow(() -> new GantryException(Code.NOT_FOUND, "There is no run " + id));
    }
}
