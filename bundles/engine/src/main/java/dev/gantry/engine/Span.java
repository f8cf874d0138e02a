package dev.gantry.engine;

import dev.gantry.spi.run.RetryPolicy;

import java.time.Duration;

/** Lengths of time within reason: what is longer than ten years is cut to that. */
final class Span {
    static final Duration LONGEST = Duration.ofDays(3650);

    private Span() {}

    static boolean tooLong(Duration span) {
        return span != null && span.compareTo(LONGEST) > 0;
    }

    static Duration cut(Duration span) {
        return tooLong(span) ? LONGEST : span;
    }

    static RetryPolicy cut(RetryPolicy policy) {
        return tooLong(policy.max())
                ? new RetryPolicy(
                        policy.attempts(),
                        cut(policy.first()),
                        LONGEST,
                        policy.unless(),
                        policy.within())
                : policy;
    }
}
