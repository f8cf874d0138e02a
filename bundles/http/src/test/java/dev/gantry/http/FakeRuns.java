package dev.gantry.http;

import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.run.LogLine;
import dev.gantry.spi.run.Page;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.Runs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** An engine in memory: runs stay queued until the test finishes them. */
final class FakeRuns implements Runs {
    final List<RunRequest> requests = new CopyOnWriteArrayList<>();
    final Map<String, Run> runs = new ConcurrentHashMap<>();
    final Map<String, CompletableFuture<Run>> finished = new ConcurrentHashMap<>();
    final List<LogLine> lines = new CopyOnWriteArrayList<>();
    final CountDownLatch awaited = new CountDownLatch(1);
    volatile RunQuery lastQuery;
    volatile RuntimeException failure;
    volatile RuntimeException listFailure;
    volatile boolean failsLater;

    @Override
    public CompletionStage<Submitted> submit(RunRequest request) {
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        if (!request.task().equals("files.cleanup")) {
            return refuse(Code.NOT_FOUND, "No plugin ever offered " + request.task() + ".");
        }
        if (request.params().contains("\"bad\"")) {
            return CompletableFuture.failedFuture(
                    new GantryException(
                            Code.REFUSED,
                            "The parameters do not fit.",
                            List.of(new FieldError("/olderThan", "not an ISO-8601 duration"))));
        }
        if (request.idempotencyKey() != null) {
            for (int i = 0; i < requests.size(); i++) {
                RunRequest before = requests.get(i);
                if (request.idempotencyKey().equals(before.idempotencyKey())) {
                    return before.params().equals(request.params())
                            ? CompletableFuture.completedFuture(new Submitted(id(i + 1), true))
                            : refuse(Code.REFUSED, "The key was used for another request.");
                }
            }
        }
        requests.add(request);
        String id = id(requests.size());
        runs.put(id, run(id, request, RunState.QUEUED, null));
        finished.put(id, new CompletableFuture<>());
        return CompletableFuture.completedFuture(new Submitted(id, false));
    }

    void finish(String id) {
        Run run = run(id, requests.get(index(id)), RunState.FINISHED, RunResult.SUCCESS);
        runs.put(id, run);
        finished.get(id).complete(run);
    }

    void log(long seq, String message) {
        lines.add(new LogLine(seq, Fakes.NOW, "info", 1, message));
    }

    @Override
    public Optional<Run> find(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    @Override
    public Page<Run> list(RunQuery query) {
        lastQuery = query;
        if (listFailure != null && (!failsLater || query.cursor() != null)) {
            throw listFailure;
        }
        List<Run> newest = new ArrayList<>(runs.values());
        if (query.cursor() != null && query.cursor().startsWith("c-")) {
            return new Page<>(List.of(), null);
        }
        newest.sort((a, b) -> b.id().compareTo(a.id()));
        return new Page<>(newest, newest.isEmpty() ? null : "c-" + newest.getLast().id());
    }

    @Override
    public CompletionStage<Run> whenFinished(String id) {
        CompletableFuture<Run> stage = finished.get(id);
        awaited.countDown();
        return stage == null ? refuse(Code.NOT_FOUND, "There is no run " + id + ".") : stage;
    }

    @Override
    public Run cancel(String id, String reason) {
        Run run = find(id).orElseThrow(() -> new GantryException(Code.NOT_FOUND, "no run " + id));
        if (run.state() == RunState.FINISHED) {
            throw new GantryException(Code.CONFLICT, "Run " + id + " is finished.");
        }
        Run asked = run(id, requests.get(index(id)), RunState.CANCELLING, null);
        runs.put(id, asked);
        return asked;
    }

    @Override
    public List<Attempt> attempts(String id) {
        return List.of(
                new Attempt(
                        1,
                        Attempt.State.FAILED,
                        Fakes.REVISION,
                        Fakes.NOW,
                        Fakes.NOW.plusSeconds(1),
                        new RunError("java.io.IOException", "disk full", "run", "acme.Cleanup:1"),
                        List.of(
                                new Attempt.Phase(
                                        "run", Duration.ZERO, Duration.ofSeconds(1), true))));
    }

    @Override
    public List<LogLine> logs(String id, long afterSeq, int limit) {
        return lines.stream().filter(line -> line.seq() > afterSeq).limit(limit).toList();
    }

    private static <T> CompletionStage<T> refuse(Code code, String message) {
        return CompletableFuture.failedFuture(new GantryException(code, message));
    }

    private static String id(int number) {
        return "01run%08d".formatted(number);
    }

    private static int index(String id) {
        return Integer.parseInt(id.substring(5)) - 1;
    }

    private static Run run(String id, RunRequest request, RunState state, RunResult result) {
        boolean over = state == RunState.FINISHED;
        return new Run(
                id,
                request.task(),
                over ? Fakes.REVISION : null,
                state,
                result,
                null,
                request.params(),
                over ? "{\"deleted\":3}" : null,
                null,
                over ? 1 : 0,
                request.retry() == null ? 1 : request.retry().attempts(),
                request.tenant(),
                request.sla(),
                request.priority(),
                request.labels(),
                null,
                request.trigger(),
                "0af7651916cd43dd8448eb211c80319c",
                over ? 1 : 0,
                "",
                Fakes.NOW,
                Fakes.NOW.plus(request.delay()),
                over ? Fakes.NOW : null,
                over ? Fakes.NOW.plusSeconds(2) : null,
                request.deadline() == null ? null : request.deadline().from(Fakes.NOW),
                request.rerunOf(),
                null,
                false);
    }
}
