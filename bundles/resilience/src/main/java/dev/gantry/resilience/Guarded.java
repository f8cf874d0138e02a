package dev.gantry.resilience;

import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerBuilder;
import dev.failsafe.RateLimiter;
import dev.gantry.spi.resilience.TargetClosedException;
import dev.gantry.spi.resilience.TargetSpec;
import dev.gantry.spi.resilience.TargetStatus.State;
import dev.gantry.spi.resilience.Targets;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The primitives of one target, as one specification has them. Thread-safe. */
final class Guarded {
    private static final Duration SOON = Duration.ofSeconds(1);

    /** What a product of decimal fractions may be above the whole number that it is. */
    private static final double ROUNDING = 1e-9;

    private final String name;
    private final TargetSpec spec;
    private final Tally tally;
    private final CircuitBreaker<Object> breaker;
    private final RateLimiter<Object> rate;
    private final Bulkhead<Object> bulkhead;
    private final AtomicInteger running = new AtomicInteger();
    private final LongSupplier nanos;

    /**
     * @param changed is told of each state that the breaker comes into
     * @param nanos as {@link System#nanoTime}
     */
    Guarded(
            String name,
            TargetSpec spec,
            Tally tally,
            BiConsumer<Guarded, State> changed,
            LongSupplier nanos) {
        this.name = name;
        this.spec = spec;
        this.tally = tally;
        this.nanos = nanos;
        this.breaker =
                spec.failures() == 0 ? null : breaker(spec, state -> changed.accept(this, state));
        this.rate =
                spec.rate() == 0
                        ? null
                        : RateLimiter.burstyBuilder(spec.rate(), spec.per()).build();
        this.bulkhead = spec.concurrent() == 0 ? null : Bulkhead.builder(spec.concurrent()).build();
    }

    private static CircuitBreaker<Object> breaker(TargetSpec spec, Consumer<State> changed) {
        CircuitBreakerBuilder<Object> builder =
                CircuitBreaker.builder()
                        .withDelay(spec.delay())
                        .withSuccessThreshold(spec.trials())
                        .onOpen(event -> changed.accept(State.OPEN))
                        .onHalfOpen(event -> changed.accept(State.HALF_OPEN))
                        .onClose(event -> changed.accept(State.CLOSED));
        if (spec.period() == null) {
            int most = (int) Math.max(1, Math.ceil(spec.failures() * spec.calls() - ROUNDING));
            builder.withFailureThreshold(most, spec.calls());
        } else {
            int percent = (int) Math.max(1, Math.round(spec.failures() * 100));
            builder.withFailureRateThreshold(percent, spec.calls(), spec.period());
        }
        return builder.build();
    }

    TargetSpec spec() {
        return spec;
    }

    /** As it is now; one whose delay is over stays open until the next call, which is a trial. */
    State state() {
        return breaker == null
                ? State.CLOSED
                : switch (breaker.getState()) {
                    case CLOSED -> State.CLOSED;
                    case OPEN -> State.OPEN;
                    case HALF_OPEN -> State.HALF_OPEN;
                };
    }

    /** How long an open breaker stays so. */
    Duration remaining() {
        return breaker == null ? Duration.ZERO : breaker.getRemainingDelay();
    }

    int calls() {
        return breaker == null ? 0 : breaker.getExecutionCount();
    }

    int failed() {
        return breaker == null ? 0 : (int) breaker.getFailureCount();
    }

    int running() {
        return running.get();
    }

    void reset() {
        if (breaker != null) {
            breaker.close();
        }
    }

    /** A call begins when its turn has come: place, then rate, then breaker. */
    Targets.Pass enter() throws TargetClosedException, InterruptedException {
        if (breaker != null && breaker.isOpen() && !remaining().isZero()) {
            throw open();
        }
        long began = nanos.getAsLong();
        if (bulkhead != null && !place()) {
            tally.rejected("full");
            throw new TargetClosedException(
                    "target "
                            + name
                            + " has "
                            + spec.concurrent()
                            + (spec.concurrent() == 1 ? " call" : " calls")
                            + " at one time, which is its limit, and none ended within "
                            + spec.patience(),
                    SOON);
        }
        boolean entered = false;
        try {
            rate(spec.patience().minusNanos(nanos.getAsLong() - began));
            if (breaker != null && !breaker.tryAcquirePermit()) {
                throw open();
            }
            running.incrementAndGet();
            entered = true;
            return new Call(breaker != null && breaker.isHalfOpen());
        } finally {
            if (!entered && bulkhead != null) {
                bulkhead.releasePermit();
            }
        }
    }

    private boolean place() throws InterruptedException {
        return bulkhead.tryAcquirePermit()
                || !spec.patience().isZero() && bulkhead.tryAcquirePermit(spec.patience());
    }

    private boolean turn(Duration left) throws InterruptedException {
        return rate.tryAcquirePermit() || left.isPositive() && rate.tryAcquirePermit(left);
    }

    /**
     * @param left of the time that a call waits for its turn
     */
    private void rate(Duration left) throws TargetClosedException, InterruptedException {
        if (rate != null && !turn(left)) {
            tally.rejected("rate");
            throw new TargetClosedException(
                    "target "
                            + name
                            + " has its "
                            + spec.rate()
                            + (spec.rate() == 1 ? " call" : " calls")
                            + " per "
                            + spec.per()
                            + ", and no other could begin within "
                            + spec.patience(),
                    spec.per().compareTo(SOON) < 0 ? SOON : spec.per());
        }
    }

    private TargetClosedException open() {
        tally.rejected("open");
        Duration remaining = remaining();
        return new TargetClosedException(
                "target "
                        + name
                        + " is not called, since too many calls of it failed; "
                        + (remaining.isZero()
                                ? "trials are under way"
                                : "trials begin in " + Duration.ofMillis(remaining.toMillis())),
                remaining.compareTo(SOON) < 0 ? SOON : remaining);
    }

    /** One call. */
    private final class Call implements Targets.Pass {
        private final AtomicBoolean over = new AtomicBoolean();
        private final long began = nanos.getAsLong();
        private final boolean trial;

        Call(boolean trial) {
            this.trial = trial;
        }

        /** Whether the breaker hears of it: while it tries, of trials only. */
        private boolean counts() {
            return breaker != null && (trial || !breaker.isHalfOpen());
        }

        private boolean first(String result) {
            if (!over.compareAndSet(false, true)) {
                return false;
            }
            running.decrementAndGet();
            if (bulkhead != null) {
                bulkhead.releasePermit();
            }
            tally.called(result, nanos.getAsLong() - began);
            return true;
        }

        @Override
        public void succeeded() {
            if (first("success") && counts()) {
                breaker.recordSuccess();
            }
        }

        @Override
        public void failed() {
            if (first("failure") && counts()) {
                breaker.recordFailure();
            }
        }

        @Override
        public void cutOff() {
            // a trial has to be told of, or its place would be lost
            if (first("cut_off") && trial && breaker.isHalfOpen()) {
                breaker.recordFailure();
            }
        }
    }
}
