package dev.gantry.http.resource;

import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for stages. */
final class Waits {
    private static final Duration COMMIT = Duration.ofSeconds(30);

    private Waits() {}

    /** What a commit gives; 503 if it takes too long. */
    static <T> T committed(CompletionStage<T> stage) throws Exception {
        try {
            return get(stage, COMMIT);
        } catch (TimeoutException e) {
            throw new ProblemException(
                    Problem.unavailable(
                            "The store did not confirm within "
                                    + COMMIT
                                    + "; the run may have been accepted. Try again with the same"
                                    + " Idempotency-Key."));
        }
    }

    /** What the stage gives, or what it failed with. */
    static <T> T get(CompletionStage<T> stage, Duration limit) throws Exception {
        try {
            return stage.toCompletableFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
