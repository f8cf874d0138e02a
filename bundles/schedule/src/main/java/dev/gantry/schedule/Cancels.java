package dev.gantry.schedule;

import dev.gantry.spi.schedule.OverlapPolicy;
import dev.gantry.spi.store.RunIntake;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has open runs cancelled that a later fire replaces: asks again until they ended, as an ask may
 * fail, or get lost with the process. Thread-safe.
 */
final class Cancels {
    /** After this long. */
    static final Duration AGAIN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Cancels.class);

    private final Book book;
    private final RunIntake intake;
    private final InstantSource clock;
    private final Map<String, Ask> asks = new ConcurrentHashMap<>();

    /** The fire that waits, and when to ask for it again. */
    private record Ask(Instant fire, Instant next) {}

    Cancels(Book book, RunIntake intake, InstantSource clock) {
        this.book = book;
        this.intake = intake;
        this.clock = clock;
    }

    /** Asks for all schedules of which a fire waits already, at the next tick. */
    void load() {
        for (Planned schedule : book.all()) {
            if (schedule.spec().rules().overlap() == OverlapPolicy.CANCEL_OTHER
                    && schedule.state().waiting().size() == 1
                    && latest(schedule)) {
                asks.put(
                        schedule.id(), new Ask(schedule.state().waiting().getFirst(), Instant.MIN));
            }
        }
    }

    /** Whether the plan came to the fire that waits just now; a backfilled one cancels nothing. */
    private static boolean latest(Planned schedule) {
        return schedule.delayed()
                || schedule.times()
                                .next(schedule.state().waiting().getFirst())
                                .map(Instant::toEpochMilli)
                                .orElse(0L)
                        == schedule.nextFire();
    }

    /** Asks for a fire that waits. */
    void ask(String id, Instant fire) {
        asks.put(id, new Ask(fire, clock.instant().plus(AGAIN)));
        cancel(id, fire);
    }

    /** Asks again where it is time; returns when to be called again. */
    Optional<Instant> tick() {
        Instant now = clock.instant();
        asks.forEach(
                (id, ask) -> {
                    Planned schedule = book.find(id).orElse(null);
                    if (schedule == null
                            || !schedule.state().waiting().equals(List.of(ask.fire()))
                            || book.open(id).isEmpty()) {
                        asks.remove(id, ask);
                    } else if (!ask.next().isAfter(now)) {
                        asks.replace(id, ask, new Ask(ask.fire(), now.plus(AGAIN)));
                        if (!schedule.spec().paused()) {
                            cancel(id, ask.fire());
                        }
                    }
                });
        return asks.values().stream().map(Ask::next).min(Instant::compareTo);
    }

    /** Asking may wait for the disk, and this may be the thread that writes to it. */
    private void cancel(String id, Instant fire) {
        String reason = "the fire of schedule " + id + " at " + fire + " replaces it";
        for (long run : book.open(id).keySet()) {
            Thread.ofVirtual()
                    .name("gantry-schedule-cancel")
                    .start(
                            () -> {
                                try {
                                    intake.cancel(run, reason);
                                } catch (RuntimeException e) {
                                    LOG.warn(
                                            "schedule {}: run {} could not be cancelled: {}",
                                            id,
                                            intake.name(run),
                                            Errors.text(e));
                                }
                            });
        }
    }
}
