package dev.gantry.spi.run;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * The queue of a service class, as this node sees it.
 *
 * @param depth runs that are due and wait for a slot
 * @param oldestAge how long the oldest of those in memory waits; zero if none does
 * @param pause what holds the whole queue back, or {@code null}
 */
public record QueueInfo(SlaClass sla, long depth, Duration oldestAge, Pause pause) {

    /** Refuses {@code null}. */
    public QueueInfo {
        Objects.requireNonNull(sla, "sla");
        Objects.requireNonNull(oldestAge, "oldestAge");
    }

    /** The queue's name: that of the class, in lower case. */
    public String name() {
        return sla.name().toLowerCase(Locale.ROOT);
    }
}
