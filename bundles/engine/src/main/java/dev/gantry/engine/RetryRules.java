package dev.gantry.engine;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunError;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Whether and when another attempt follows one that is over. Thread-safe. */
final class RetryRules {
    private final Catalog catalog;
    private final InstantSource clock;
    private final RandomGenerator random;

    RetryRules(Catalog catalog, InstantSource clock, RandomGenerator random) {
        this.catalog = catalog;
        this.clock = clock;
        this.random = random;
    }

    /** How often and how soon a run's attempts are repeated. */
    RetryPolicy policy(String task, RunSpec spec) {
        if (spec.retry() != null) {
            return spec.retry();
        }
        return catalog.find(Kind.TASK, task).map(Contribution::retry).orElse(RetryPolicy.NONE);
    }

    /**
     * How long to wait after a failed attempt.
     *
     * @param asked what the task asked for, or {@code null}
     * @return empty for no further attempt
     */
    Optional<Duration> afterFailure(RunningAttempt attempt, RunError error, Duration asked) {
        LiveRun run = attempt.run();
        RetryPolicy policy = Span.cut(policy(run.task(), run.spec()));
        if (attempt.number() >= policy.attempts() || policy.pointless(List.of(error.type()))) {
            return Optional.empty();
        }
        Duration wait =
                asked == null
                        ? policy.waitAfter(attempt.number(), random.nextDouble())
                        : Span.cut(asked);
        return inTime(run, policy, wait);
    }

    /** How long to wait where what the task calls is away; empty for no further attempt. */
    Optional<Duration> whenBack(LiveRun run, Duration away) {
        double spread = 1 + random.nextDouble() / 2;
        Duration wait = Duration.ofMillis(Math.round(Span.cut(away).toMillis() * spread));
        return inTime(run, policy(run.task(), run.spec()), wait);
    }

    private Optional<Duration> inTime(LiveRun run, RetryPolicy policy, Duration wait) {
        long age = clock.millis() + wait.toMillis() - run.firstStarted();
        boolean late = policy.within() != null && age > Span.cut(policy.within()).toMillis();
        return late || run.cancel() != null ? Optional.empty() : Optional.of(wait);
    }
}
