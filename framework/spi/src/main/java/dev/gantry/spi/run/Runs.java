package dev.gantry.spi.run;

import org.osgi.annotation.versioning.ProviderType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The engine as its callers see it. Thread-safe. */
@ProviderType
public interface Runs {

    /**
     * Accepts a run. When the stage completes normally, the run is on disk and will reach a final
     * state whatever happens.
     *
     * <p>With an idempotency key that is known already, the stage completes with the run that was
     * made first, and {@link Submitted#duplicate()} is true.
     *
     * @return a stage that fails with {@link GantryException}: {@code NOT_FOUND} for a task type
     *     that no plugin ever offered, {@code REFUSED} for parameters that do not fit or a key used
     *     before with another request, {@code OVERLOADED} when the queue is full, {@code
     *     UNAVAILABLE} when Gantry stops
     */
    CompletionStage<Submitted> submit(RunRequest request);

    /** An accepted run; {@code duplicate} when its key had been used before. */
    record Submitted(String id, boolean duplicate) {}

    /**
     * Submits several at once, without a wait between them, so that they share commits. Each is
     * accepted or refused by itself, as by {@link #submit}.
     *
     * @return completes when each has its answer, with these in the order of the requests
     */
    default CompletionStage<List<Reply>> submitAll(List<RunRequest> requests) {
        List<CompletableFuture<Submitted>> answers = new ArrayList<>(requests.size());
        for (RunRequest request : requests) {
            answers.add(submit(request).toCompletableFuture());
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .handle((done, failed) -> answers.stream().map(Reply::of).toList());
    }

    /** What became of one of several requests: it was accepted, or refused with the reason. */
    sealed interface Reply {

        /** It is on disk. */
        record Accepted(Submitted run) implements Reply {}

        /** It was not accepted. */
        record Refused(GantryException why) implements Reply {}

        private static Reply of(CompletableFuture<Submitted> answer) {
            try {
                return new Accepted(answer.join());
            } catch (CompletionException e) {
                if (e.getCause() instanceof GantryException why) {
                    return new Refused(why);
                }
                throw e;
            }
        }
    }

    /** The run, or empty if there is none. */
    Optional<Run> find(String id);

    /** Runs, newest first. */
    Page<Run> list(RunQuery query);

    /** Completes with the run when it is finished; fails with {@code NOT_FOUND}. */
    CompletionStage<Run> whenFinished(String id);

    /**
     * Asks a run to stop: it ends at once where it has not started, otherwise as soon as its task
     * reacts, is interrupted, or is given up.
     *
     * @param reason who or what asked
     * @throws GantryException {@code NOT_FOUND}, or {@code CONFLICT} if it is finished
     */
    Run cancel(String id, String reason);

    /** The run's attempts, oldest first. */
    List<Attempt> attempts(String id);

    /** Lines of the run's log after {@code afterSeq}, oldest first, live ones included. */
    List<LogLine> logs(String id, long afterSeq, int limit);
}
