package dev.gantry.detection.assess;

import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Condition.Aggregate;
import dev.gantry.spi.check.Condition.Limit;
import dev.gantry.spi.check.Condition.Threshold;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** Votes by one {@link Threshold}. Not thread-safe. */
final class Thresholds implements Voter {
    private final Threshold condition;
    private final Window window;

    Thresholds(Threshold condition) {
        this.condition = condition;
        this.window = new Window(condition.over());
    }

    @Override
    public void remember(Instant at, Map<String, Double> measurements) {
        Double value = measurements.get(condition.measure());
        if (value != null) {
            window.add(at, value);
        }
    }

    @Override
    public Vote vote(Instant at, Map<String, Double> measurements) {
        String measure = condition.measure();
        if (!measurements.containsKey(measure)) {
            return Vote.unmeasured(measure, measurements);
        }
        remember(at, measurements);
        double value = window.value(condition.by());
        if (condition.critical() != null && condition.critical().holds(value)) {
            return new Vote(CheckStatus.CRITICAL, reason(value, "critical", condition.critical()));
        }
        if (condition.warn() != null && condition.warn().holds(value)) {
            return new Vote(CheckStatus.WARN, reason(value, "warn", condition.warn()));
        }
        return new Vote(CheckStatus.OK, what() + " " + Words.value(measure, value));
    }

    private String what() {
        return condition.measure()
                + (condition.by() == Aggregate.LAST
                        ? ""
                        : " "
                                + condition.by().name().toLowerCase(Locale.ROOT)
                                + " over "
                                + Words.duration(condition.over()));
    }

    private String reason(double value, String name, Limit limit) {
        return what()
                + " "
                + Words.value(condition.measure(), value)
                + ", "
                + name
                + " "
                + limit.operator().sign()
                + " "
                + Words.value(condition.measure(), limit.value());
    }
}
