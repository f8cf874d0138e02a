package dev.gantry.spi.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An objective and how it is met. Immutable.
 *
 * @param good how many were good within the objective's window
 * @param total how many were counted within it
 * @param since the oldest hour of the window that something was counted in, or {@code null}
 * @param remaining the share of the error budget that is left: 1 when nothing was bad, 0 when it is
 *     used up, less when more was bad than may be
 * @param burnRates how fast it is used up, the shortest window first
 * @param alerts one for each severity
 */
public record Slo(
        Objective objective,
        long good,
        long total,
        Instant since,
        double remaining,
        List<BurnRate> burnRates,
        List<Alert> alerts) {

    /** Takes copies. */
    public Slo {
        burnRates = List.copyOf(burnRates);
        alerts = List.copyOf(alerts);
    }

    /**
     * How fast the error budget was used up lately.
     *
     * @param window up to now
     * @param total how many were counted within it
     * @param rate 1 uses the budget up within the objective's window; 0 if nothing was counted
     */
    public record BurnRate(Duration window, long total, double rate) {}

    /**
     * An alert of the objective.
     *
     * @param since when it began or ceased to fire; {@code null} if it never fired since Gantry's
     *     start
     */
    public record Alert(SloSeverity severity, boolean firing, Instant since) {}
}
