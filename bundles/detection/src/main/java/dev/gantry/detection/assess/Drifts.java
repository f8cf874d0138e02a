package dev.gantry.detection.assess;

import dev.gantry.analysis.anomaly.DriftModel;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Condition.Drift;
import dev.gantry.spi.check.Condition.Limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Votes by one {@link Drift}, over the last two weeks. The trend is taken anew once an hour, as it
 * goes by whole hours. Not thread-safe.
 */
final class Drifts implements Voter {
    private static final long HOUR = Duration.ofHours(1).toSeconds();

    private final Drift condition;
    private DriftModel model = new DriftModel();
    private long hour = Long.MIN_VALUE;
    private Optional<dev.gantry.analysis.anomaly.Drift> drift = Optional.empty();

    Drifts(Drift condition) {
        this.condition = condition;
    }

    @Override
    public void remember(Instant at, Map<String, Double> measurements) {
        Double value = measurements.get(condition.measure());
        if (value != null) {
            model.add(at, value);
        }
    }

    @Override
    public Vote vote(Instant at, Map<String, Double> measurements) {
        if (!measurements.containsKey(condition.measure())) {
            return Vote.unmeasured(condition.measure(), measurements);
        }
        remember(at, measurements);
        long now = Math.floorDiv(at.getEpochSecond(), HOUR);
        if (now != hour) {
            hour = now;
            drift = model.drift().filter(dev.gantry.analysis.anomaly.Drift::sure);
        }
        return drift.flatMap(this::judged).orElseGet(() -> new Vote(CheckStatus.OK, ""));
    }

    private Optional<Vote> judged(dev.gantry.analysis.anomaly.Drift found) {
        if (condition.critical() != null && condition.critical().holds(found.perDay())) {
            return Optional.of(
                    new Vote(
                            CheckStatus.CRITICAL, reason(found, "critical", condition.critical())));
        }
        return condition.warn() != null && condition.warn().holds(found.perDay())
                ? Optional.of(new Vote(CheckStatus.WARN, reason(found, "warn", condition.warn())))
                : Optional.empty();
    }

    private String reason(dev.gantry.analysis.anomaly.Drift found, String name, Limit limit) {
        String measure = condition.measure();
        return measure
                + " drifts by "
                + Words.value(measure, found.perDay())
                + " a day over "
                + found.days()
                + " days, "
                + name
                + " "
                + limit.operator().sign()
                + " "
                + Words.value(measure, limit.value());
    }

    @Override
    public Optional<byte[]> learned() {
        return Optional.of(model.snapshot());
    }

    @Override
    public void restore(byte[] learned) {
        model = DriftModel.restore(learned);
    }
}
