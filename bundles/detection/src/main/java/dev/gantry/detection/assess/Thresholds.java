package dev.gantry.detection.assess;

import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.check.Condition.Aggregate;
import dev.gantry.spi.check.Condition.Limit;
import dev.gantry.spi.check.Condition.Threshold;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Votes by one {@link Threshold}. Not thread-safe. */
final class Thresholds implements Voter {
    private final Threshold condition;
    private final Window window;
    private final Ballot ballot;

    Thresholds(Threshold condition) {
        this.condition = condition;
        this.window = new Window(condition.over());
        this.ballot = new Ballot(CheckVote.Voter.THRESHOLD, text());
    }

    @Override
    public void remember(Instant at, Map<String, Double> measurements) {
        Double value = measurements.get(condition.measure());
        if (value != null) {
            window.add(at, value);
        }
    }

    @Override
    public List<CheckVote> votes(Instant at, Map<String, Double> measurements) {
        String measure = condition.measure();
        if (!measurements.containsKey(measure)) {
            return List.of(ballot.unmeasured(measure, measurements));
        }
        remember(at, measurements);
        double value = window.value(condition.by());
        if (condition.critical() != null && condition.critical().holds(value)) {
            return List.of(vote(CheckStatus.CRITICAL, value, condition.critical()));
        }
        if (condition.warn() != null && condition.warn().holds(value)) {
            return List.of(vote(CheckStatus.WARN, value, condition.warn()));
        }
        return List.of(vote(CheckStatus.OK, value, null));
    }

    private CheckVote vote(CheckStatus status, double value, Limit reached) {
        String measure = condition.measure();
        String name = status.name().toLowerCase(Locale.ROOT);
        String limit = reached == null ? "" : ", " + Ballot.limit(name, measure, reached);
        return ballot.vote(
                status,
                what() + " " + Words.value(measure, value) + limit,
                measure,
                value,
                Ballot.within(condition.warn(), condition.critical()));
    }

    private String what() {
        return condition.measure()
                + (condition.by() == Aggregate.LAST
                        ? ""
                        : " " + by() + " over " + Words.duration(condition.over()));
    }

    /** As {@code p95(latency.seconds, 5 min): warn > 500 ms}. */
    private String text() {
        String measure = condition.measure();
        return (condition.by() == Aggregate.LAST
                        ? measure
                        : by() + "(" + measure + ", " + Words.duration(condition.over()) + ")")
                + Ballot.limits(measure, condition.warn(), condition.critical());
    }

    private String by() {
        return condition.by().name().toLowerCase(Locale.ROOT);
    }
}
