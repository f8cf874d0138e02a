package dev.gantry.probes.net;

import dev.gantry.probes.Report;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long each step of an exchange took; steps of one name add up. Used by one thread. */
final class Phases {
    private final Map<String, Duration> all = new LinkedHashMap<>();
    private final long began = System.nanoTime();
    private long mark = began;

    /** The next step begins now. */
    void begin() {
        mark = System.nanoTime();
    }

    /** A step ends now, and the next one begins. */
    void end(String name) {
        long now = System.nanoTime();
        all.merge(name, Duration.ofNanos(now - mark), Duration::plus);
        mark = now;
    }

    /** Since this was made. */
    Duration total() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Measures each step as {@code phase.NAME.seconds}. */
    void tell(Report report) {
        all.forEach((name, time) -> report.measure("phase." + name + ".seconds", time));
    }
}
