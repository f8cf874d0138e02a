package dev.gantry.resilience;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.resilience.TargetClosedException;
import dev.gantry.spi.resilience.TargetSpec;
import dev.gantry.spi.resilience.TargetStatus;
import dev.gantry.spi.resilience.TargetStatus.State;
import dev.gantry.spi.resilience.Targets;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** One target, whatever its specification is. Thread-safe. */
final class Target implements AutoCloseable {
    private final String name;
    private final Events events;
    private final InstantSource clock;
    private final Tally tally;
    private final List<AutoCloseable> gauges;
    private volatile Guarded guarded;
    private volatile long version;
    private volatile Instant since;

    Target(
            String name,
            TargetSpec spec,
            long version,
            Meters meters,
            Events events,
            InstantSource clock) {
        this.name = name;
        this.events = events;
        this.clock = clock;
        this.tally = new Tally(meters, name);
        this.gauges =
                List.of(
                        meters.gauge(
                                "gantry_breaker_state",
                                "0 closed, 1 half open, 2 open",
                                () -> number(guarded.state()),
                                "target",
                                name),
                        meters.gauge(
                                "gantry_target_running",
                                "Calls of targets that run",
                                () -> guarded.running(),
                                "target",
                                name));
        become(spec, version);
    }

    private static int number(State state) {
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    /** From the next call on it is spared like this; its breaker is closed. */
    synchronized void become(TargetSpec spec, long of) {
        Guarded before = guarded;
        version = of;
        since = clock.instant();
        guarded = new Guarded(name, spec, tally, this::changed, System::nanoTime);
        if (before != null && before.state() != State.CLOSED) {
            tell(State.CLOSED);
        }
    }

    String name() {
        return name;
    }

    TargetSpec spec() {
        return guarded.spec();
    }

    long version() {
        return version;
    }

    /** Calls that began before it became another one tell that one nothing. */
    private synchronized void changed(Guarded of, State state) {
        if (of == guarded) {
            since = clock.instant();
            tell(state);
        }
    }

    private void tell(State state) {
        events.publish(
                new Event.TargetChanged(
                        since,
                        name,
                        state == State.CLOSED
                                ? "closed"
                                : state.name().toLowerCase(Locale.ROOT) + "ed"));
    }

    Targets.Pass enter() throws TargetClosedException, InterruptedException {
        return guarded.enter();
    }

    void reset() {
        guarded.reset();
    }

    TargetStatus status() {
        Guarded now = guarded;
        State state = now.state();
        return new TargetStatus(
                name,
                now.spec(),
                version,
                state,
                since,
                state == State.OPEN ? clock.instant().plus(now.remaining()) : null,
                now.calls(),
                now.failed(),
                now.running(),
                tally.rejected());
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable gauge : gauges) {
            gauge.close();
        }
    }
}
