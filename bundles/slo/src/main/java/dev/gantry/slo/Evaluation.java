package dev.gantry.slo;

import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.Slo;
import dev.gantry.spi.slo.SloSeverity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the counts of an objective say of it. */
final class Evaluation {
    private final Objective objective;
    private final Function<Duration, Tally> counted;

    /**
     * @param counted what was counted within a window up to now
     */
    Evaluation(Objective objective, Function<Duration, Tally> counted) {
        this.objective = objective;
        this.counted = counted;
    }

    static Evaluation of(Objective objective, Counts counts, Instant now) {
        return new Evaluation(objective, window -> counts.over(window, now));
    }

    /** Why an alert fires; empty if it does not. */
    Optional<Burn> firing(SloSeverity severity) {
        return Burn.of(severity).stream().filter(this::fires).findFirst();
    }

    private boolean fires(Burn burn) {
        Tally over = counted.apply(burn.over());
        double limit = burn.limit(objective).doubleValue();
        return over.total() >= objective.minimum()
                && over.errors() > limit
                && counted.apply(burn.recent()).errors() > limit;
    }

    /** How fast the budget burns. */
    List<Slo.BurnRate> burnRates() {
        return Burn.WINDOWS.stream()
                .map(
                        window -> {
                            Tally tally = counted.apply(window);
                            return new Slo.BurnRate(window, tally.total(), used(tally));
                        })
                .toList();
    }

    /** Of the objective's own window. */
    Tally tally() {
        return counted.apply(objective.window());
    }

    double remaining() {
        return 1 - used(tally());
    }

    private double used(Tally tally) {
        return tally.total() == 0 ? 0 : tally.errors() / objective.budget().doubleValue();
    }
}
