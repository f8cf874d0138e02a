package dev.gantry.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.resilience.TargetClosedException;
import dev.gantry.spi.resilience.TargetSpec;
import dev.gantry.spi.resilience.TargetStatus.State;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** When a breaker opens and closes, whatever calls were begun before, and how long calls wait. */
@Timeout(30)
class GuardedTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Meters meters = new Unseen();
    private Instant now = Instant.parse("2026-03-02T10:00:00Z");

    private static TargetSpec breaker(double failures, int calls, Duration delay) {
        return new TargetSpec(
                failures, calls, null, delay, 2, 0, Duration.ofSeconds(1), 0, Duration.ZERO);
    }

    private Guarded guarded(TargetSpec spec, LongSupplier nanos) {
        return new Guarded("crm", spec, new Tally(meters, "crm"), (of, state) -> {}, nanos);
    }

    private Target target(TargetSpec spec) {
        Events events =
                (Events)
                        Proxy.newProxyInstance(
                                Events.class.getClassLoader(),
                                new Class<?>[] {Events.class},
                                (proxy, method, args) -> {
                                    told.add(((Event.TargetChanged) args[0]).change());
                                    return null;
                                });
        return new Target("crm", spec, 1, meters, events, () -> now);
    }

    private int failuresThatOpen(double failures, int calls) throws Exception {
        Guarded all = guarded(breaker(failures, calls, HOUR), System::nanoTime);
        int failed = 0;
        while (all.state() == State.CLOSED) {
            all.enter().failed();
            failed++;
        }
        return failed;
    }

    @Test
    void aShareOfCallsIsTheNumberThatItIs() throws Exception {
        assertEquals(55, failuresThatOpen(0.55, 100));
        assertEquals(7, failuresThatOpen(0.07, 100));
        assertEquals(7, failuresThatOpen(0.28, 25));
        assertEquals(8, failuresThatOpen(0.29, 25));
        assertEquals(10, failuresThatOpen(0.5, 20));
        assertEquals(1, failuresThatOpen(0.001, 20));
    }

    @Test
    void callsOfBeforeTellNothingOfWhatItBecame() throws Exception {
        Target target = target(breaker(0.5, 2, HOUR));
        Targets.Pass before = target.enter();
        Instant since = now = now.plusSeconds(5);
        target.become(breaker(0.5, 20, HOUR), 2);
        now = now.plusSeconds(5);
        before.failed();
        assertEquals(List.of(), told);
        assertEquals(State.CLOSED, target.status().state());
        assertEquals(since, target.status().since());
    }

    @Test
    void whatWasOpenAndBecomesAnotherIsToldToBeClosed() throws Exception {
        Target target = target(breaker(0.5, 2, HOUR));
        target.enter().failed();
        assertEquals(List.of("opened"), told);
        target.become(TargetSpec.DEFAULT, 0);
        assertEquals(List.of("opened", "closed"), told);
        target.become(breaker(0.5, 2, HOUR), 1);
        assertEquals(2, told.size());
    }

    @Test
    void callsThatBeganBeforeItOpenedAreNoTrials() throws Exception {
        Guarded all = guarded(breaker(0.5, 2, SHORT), System::nanoTime);
        Targets.Pass early = all.enter();
        Targets.Pass late = all.enter();
        Targets.Pass later = all.enter();
        all.enter().failed();
        assertEquals(State.OPEN, all.state());
        AtomicReference<Targets.Pass> trial = new AtomicReference<>();
        Waiting.until(
                () -> {
                    try {
                        trial.set(all.enter());
                        return true;
                    } catch (TargetClosedException e) {
                        return false;
                    }
                });
        early.succeeded();
        late.succeeded();
        later.cutOff();
        assertEquals(State.HALF_OPEN, all.state());
        trial.get().succeeded();
        all.enter().succeeded();
        assertEquals(State.CLOSED, all.state());
    }

    @Test
    void aCallWaitsNoLongerForItsTurnThanItMayInAll() throws Exception {
        TargetSpec spec = new TargetSpec(0, 20, null, HOUR, 1, 1, HOUR, 1, Duration.ofMinutes(90));
        AtomicReference<Duration> time = new AtomicReference<>(Duration.ZERO);
        // each look at the clock is 40 minutes after the one before
        Guarded all = guarded(spec, () -> time.getAndUpdate(at -> at.plusMinutes(40)).toNanos());
        all.enter().succeeded();
        TargetClosedException much = assertThrows(TargetClosedException.class, all::enter);
        assertTrue(much.getMessage().contains("its 1 call per PT1H"), much.getMessage());
    }

    private static final class Unseen implements Meters {
        @Override
        public Counter counter(String name, String help, String... labels) {
            return amount -> {};
        }

        @Override
        public Timer timer(String name, String help, String... labels) {
            return took -> {};
        }

        @Override
        public AutoCloseable gauge(
                String name, String help, DoubleSupplier value, String... labels) {
            return () -> {};
        }
    }
}
