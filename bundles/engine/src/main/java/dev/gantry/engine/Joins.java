package dev.gantry.engine;

import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Joining;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.store.JoinStore;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.StoredJoin;
import dev.gantry.spi.store.StoredRun;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Submits that go together with others of their key. Those of one key follow one another.
 * Thread-safe.
 */
final class Joins {
    private static final int GUARDS = 256;
    private static final int PRUNED = 1000;

    private final Stores stores;
    private final JoinStore store;
    private final Submission submission;
    private final Changing changing;
    private final Cancelling cancelling;
    private final RowCodec codec;
    private final InstantSource clock;
    private final Object[] guards =
            IntStream.range(0, GUARDS).mapToObj(i -> new Object()).toArray();

    /** Makes a run and stores it as it is told. */
    interface Intake
            extends BiFunction<
                    RunRequest,
                    Function<NewRun, CompletableFuture<Long>>,
                    CompletionStage<Runs.Submitted>> {}

    Joins(
            Stores stores,
            Submission submission,
            Changing changing,
            Cancelling cancelling,
            RowCodec codec,
            InstantSource clock) {
        this.stores = stores;
        this.store = stores.joins();
        this.submission = submission;
        this.changing = changing;
        this.cancelling = cancelling;
        this.codec = codec;
        this.clock = clock;
    }

    /** Takes a request that has a {@link Joining}. */
    CompletableFuture<Runs.Submitted> submit(RunRequest request, Intake intake) {
        CompletableFuture<Runs.Submitted> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("submit-joined")
                .start(
                        () -> {
                            try {
                                answer.complete(guarded(request, intake));
                            } catch (Throwable e) {
                                answer.completeExceptionally(e);
                            }
                        });
        return answer;
    }

    private Runs.Submitted guarded(RunRequest request, Intake intake) {
        submission.pass(request);
        Joining joining = request.joining();
        StoredJoin key =
                new StoredJoin(
                        joining.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                        request.tenant(),
                        request.task(),
                        joining.key());
        synchronized (guards[Math.floorMod(key.hashCode(), GUARDS)]) {
            while (true) {
                try {
                    return together(request, key, intake);
                } catch (CompletionException e) {
                    if (!(e.getCause() instanceof SlowerException)) {
                        throw e;
                    }
                }
            }
        }
    }

    private Runs.Submitted together(RunRequest request, StoredJoin key, Intake intake) {
        return switch (request.joining()) {
            case Joining.Singleton single -> single(request, single, key, intake);
            case Joining.Debounce debounce -> {
                alone(request);
                yield debounce(request, debounce, key, intake);
            }
            case Joining.Batch batch -> {
                alone(request);
                yield batch(request, batch, key, intake);
            }
        };
    }

    private static void alone(RunRequest request) {
        if (request.idempotencyKey() != null || !request.delay().isZero()) {
            throw new GantryException(
                    GantryException.Code.INVALID,
                    "debounce and batch go neither with an idempotency key nor with a delay; leave"
                            + " it out");
        }
    }

    /** A run, if it is open. */
    private OptionalLong open(OptionalLong run) {
        return run.isPresent()
                        && stores.runs()
                                .find(run.getAsLong())
                                .filter(row -> row.state() == StoredRun.OPEN)
                                .isPresent()
                ? run
                : OptionalLong.empty();
    }

    private Runs.Submitted single(
            RunRequest request, Joining.Singleton single, StoredJoin key, Intake intake) {
        OptionalLong seen = store.find(key);
        OptionalLong former = open(seen);
        if (former.isPresent() && single.mode() == Joining.Singleton.Mode.SKIP) {
            submission.join(request, request.params());
            return joined(former.getAsLong());
        }
        RunRequest one =
                request.concurrency() != null
                        ? request
                        : request.withConcurrency(
                                new Concurrency(
                                        "singleton " + request.task() + " " + single.key(), 1));
        String reason = "replaced by a newer run of singleton " + single.key();
        Runs.Submitted made = place(one, key, seen, former.orElse(0), reason, intake);
        if (former.isPresent() && !made.duplicate()) {
            cancelling.cancelIfOpen(former.getAsLong(), reason);
        }
        return made;
    }

    private Runs.Submitted debounce(
            RunRequest request, Joining.Debounce debounce, StoredJoin key, Intake intake) {
        OptionalLong seen = store.find(key);
        OptionalLong open = open(seen);
        if (open.isPresent()) {
            long run = open.getAsLong();
            submission.join(request, request.params());
            long now = clock.millis();
            long latest =
                    debounce.maxWait() == null
                            ? Long.MAX_VALUE
                            : RunIds.createdAt(run).plus(debounce.maxWait()).toEpochMilli();
            long due = Math.min(now + debounce.period().toMillis(), latest);
            boolean moved =
                    changing.collect(
                            run,
                            before ->
                                    before.due() <= now
                                            ? null
                                            : new Changing.Form(
                                                    submission.keep(run, request.params()),
                                                    last(request, before.spec()),
                                                    Math.max(now, due)));
            if (moved) {
                return joined(run);
            }
        }
        RunRequest first = request.with(request.params(), debounce.period());
        return place(first, key, seen, 0, null, intake);
    }

    /** As the last submit says, which the former ones led to. */
    private static RunSpec last(RunRequest request, RunSpec before) {
        RunSpec last = RunSpec.of(request).withDeadline(before.deadline());
        return Trace.merged(last, List.of(before));
    }

    private Runs.Submitted batch(
            RunRequest request, Joining.Batch batch, StoredJoin key, Intake intake) {
        JsonNode item = item(request);
        OptionalLong seen = store.find(key);
        OptionalLong open = open(seen);
        if (open.isPresent()) {
            long run = open.getAsLong();
            boolean added =
                    changing.collect(run, before -> added(run, request, batch, before, item));
            if (added) {
                return joined(run);
            }
        }
        ObjectNode params = codec.mapper().createObjectNode();
        params.putArray(batch.into()).add(item);
        Duration within = batch.max() == 1 ? Duration.ZERO : batch.within();
        return place(request.with(params.toString(), within), key, seen, 0, null, intake);
    }

    private JsonNode item(RunRequest request) {
        try {
            return codec.mapper().readTree(request.params());
        } catch (RuntimeException e) {
            throw new GantryException(
                    GantryException.Code.INVALID, "The parameters are no JSON: " + e.getMessage());
        }
    }

    /** What a batch is with one more; {@code null} if it takes no more. */
    private Changing.Form added(
            long run,
            RunRequest request,
            Joining.Batch batch,
            Changing.Form before,
            JsonNode item) {
        long now = clock.millis();
        String given = submission.given(run, before.params());
        JsonNode params = codec.mapper().readTree(given);
        if (before.due() <= now
                || !(params.get(batch.into()) instanceof ArrayNode items)
                || items.size() >= batch.max()
                || given.length() + request.params().length() >= submission.longest()) {
            return null;
        }
        items.add(item);
        String all = params.toString();
        submission.join(request, all);
        return new Changing.Form(
                submission.keep(run, all),
                Trace.merged(before.spec(), List.of(before.spec(), RunSpec.of(request))),
                items.size() >= batch.max() ? now : before.due());
    }

    /** Another node placed a run of the key meanwhile. */
    private static final class SlowerException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SlowerException() {
            super(null, null, false, false);
        }
    }

    private Runs.Submitted place(
            RunRequest request,
            StoredJoin key,
            OptionalLong seen,
            long former,
            String reason,
            Intake intake) {
        return Commit.join(
                intake.apply(
                                request,
                                run ->
                                        store.place(run, key, seen, former, reason)
                                                .thenApply(Joins::faster))
                        .toCompletableFuture());
    }

    private static long faster(long placed) {
        if (placed == 0) {
            throw new SlowerException();
        }
        return placed;
    }

    private static Runs.Submitted joined(long run) {
        return new Runs.Submitted(RunIds.text(run), false, true);
    }

    /** Forgets keys of runs that are over. */
    void prune() {
        store.prune(PRUNED);
    }
}
