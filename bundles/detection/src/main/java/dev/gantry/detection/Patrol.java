package dev.gantry.detection;

import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Urgency;
import dev.gantry.spi.meter.Meters;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts how punctual inspections are. Thread-safe. */
final class Patrol implements AutoCloseable {

    /** An inspection that begins so long after its time is late. */
    static final Duration LATE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Patrol.class);
    private static final List<Duration> STEPS =
            List.of(
                    Duration.ofMillis(1),
                    Duration.ofMillis(5),
                    Duration.ofMillis(10),
                    Duration.ofMillis(25),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofMillis(250),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2));

    private final Map<Urgency, Meters.Timer> lag = new EnumMap<>(Urgency.class);
    private final Map<Urgency, Meters.Counter> late = new EnumMap<>(Urgency.class);
    private final Map<Urgency, Meters.Counter> shed = new EnumMap<>(Urgency.class);
    private final List<AutoCloseable> gauges = new ArrayList<>();

    Patrol(Meters meters) {
        for (Urgency urgency : Urgency.values()) {
            String[] sla = {"sla", urgency.name()};
            lag.put(
                    urgency,
                    meters.timer(
                            "gantry_check_lag_seconds",
                            "From when a check was due to when its inspection began.",
                            STEPS,
                            sla));
            late.put(
                    urgency,
                    meters.counter(
                            "gantry_checks_late_total",
                            "Inspections that began more than a second late, or not at all as the"
                                    + " one before had not ended.",
                            sla));
            shed.put(
                    urgency,
                    meters.counter(
                            "gantry_checks_shed_total",
                            "Inspections that were left out, as there was no room for them within"
                                    + " their interval.",
                            sla));
        }
    }

    /** Shows how many checks there are of each status. */
    void show(Meters meters, Roster roster) {
        gauges.add(
                meters.gauges(
                        "gantry_checks",
                        "Checks, by the status of their latest verdict.",
                        List.of("status"),
                        rows -> {
                            Map<CheckStatus, Integer> counts = roster.counts();
                            for (CheckStatus status : CheckStatus.values()) {
                                rows.add(
                                        counts.getOrDefault(status, 0),
                                        status.name().toLowerCase(Locale.ROOT));
                            }
                        }));
    }

    /** An inspection begins so long after its time. */
    void begins(Urgency urgency, Duration behind) {
        lag.get(urgency).record(behind.isNegative() ? Duration.ZERO : behind);
        if (behind.compareTo(LATE) > 0) {
            late(urgency);
        }
    }

    /** One was late, or did not begin as the one before had not ended. */
    void late(Urgency urgency) {
        late.get(urgency).increment();
    }

    /** One was left out. */
    void shed(Urgency urgency) {
        shed.get(urgency).increment();
    }

    @Override
    public void close() {
        for (AutoCloseable gauge : gauges) {
            try {
                gauge.close();
            } catch (Exception e) {
                LOG.warn("a gauge could not be removed", e);
            }
        }
    }
}
