package dev.gantry.detection.assess;

import dev.gantry.analysis.anomaly.DriftModel;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.check.Condition.Drift;
import dev.gantry.spi.check.Condition.Limit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Votes by one {@link Drift}, over the last two weeks. The trend is taken anew once an hour, as it
 * goes by whole hours. Not thread-safe.
 */
final class Drifts implements Voter {
    private static final long HOUR = Duration.ofHours(1).toSeconds();

    private final Drift condition;
    private final Ballot ballot;
    private DriftModel model = new DriftModel();
    private long hour = Long.MIN_VALUE;
    private Optional<dev.gantry.analysis.anomaly.Drift> drift = Optional.empty();

    Drifts(Drift condition) {
        this.condition = condition;
        this.ballot =
                new Ballot(
                        CheckVote.Voter.DRIFT,
                        "drift("
                                + condition.measure()
                                + ") a day"
                                + Ballot.limits(
                                        condition.measure(),
                                        condition.warn(),
                                        condition.critical()));
    }

    @Override
    public void remember(Instant at, Map<String, Double> measurements) {
        Double value = measurements.get(condition.measure());
        if (value != null) {
            model.add(at, value);
        }
    }

    @Override
    public List<CheckVote> votes(Instant at, Map<String, Double> measurements) {
        if (!measurements.containsKey(condition.measure())) {
            return List.of(ballot.unmeasured(condition.measure(), measurements));
        }
        remember(at, measurements);
        long now = Math.floorDiv(at.getEpochSecond(), HOUR);
        if (now != hour) {
            hour = now;
            drift = model.drift().filter(dev.gantry.analysis.anomaly.Drift::sure);
        }
        return List.of(
                drift.map(this::judged)
                        .orElseGet(
                                () ->
                                        ballot.vote(
                                                CheckStatus.OK,
                                                condition.measure()
                                                        + " drifts by no more than chance")));
    }

    private CheckVote judged(dev.gantry.analysis.anomaly.Drift found) {
        if (condition.critical() != null && condition.critical().holds(found.perDay())) {
            return vote(CheckStatus.CRITICAL, found, condition.critical());
        }
        return condition.warn() != null && condition.warn().holds(found.perDay())
                ? vote(CheckStatus.WARN, found, condition.warn())
                : vote(CheckStatus.OK, found, null);
    }

    private CheckVote vote(
            CheckStatus status, dev.gantry.analysis.anomaly.Drift found, Limit reached) {
        String measure = condition.measure();
        String name = status.name().toLowerCase(Locale.ROOT);
        String reason =
                measure
                        + " drifts by "
                        + Words.value(measure, found.perDay())
                        + " a day over "
                        + found.days()
                        + " days"
                        + (reached == null ? "" : ", " + Ballot.limit(name, measure, reached));
        return ballot.vote(
                status,
                reason,
                measure,
                found.perDay(),
                Ballot.within(condition.warn(), condition.critical()));
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
