package dev.gantry.slo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.SloSeverity;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The evaluation, minute by minute, against what the rules say: shares of what counters grew by
 * within windows.
 */
class ParityTest {
    private static final int MINUTES = (int) Duration.ofDays(4).toMinutes();

    /** Counters as Prometheus sees them at the turn of each minute. */
    private static final class Counters {
        private final long[] total = new long[MINUTES + 1];
        private final long[] bad = new long[MINUTES + 1];

        long total(int at, int window) {
            return total[at] - total[Math.max(0, at - window)];
        }

        double ratio(int at, int window) {
            long was = bad[Math.max(0, at - window)];
            return (double) (bad[at] - was) / total(at, window);
        }
    }

    private record Rule(int over, int recent, double factor) {}

    private static final List<Rule> PAGE = List.of(new Rule(60, 5, 14.4), new Rule(360, 30, 6));
    private static final List<Rule> TICKET =
            List.of(new Rule(1440, 120, 3), new Rule(4320, 360, 1));

    private static boolean expected(
            List<Rule> rules, Counters counters, int at, double budget, long minimum) {
        return rules.stream()
                .anyMatch(
                        rule -> {
                            double limit = rule.factor * budget;
                            return counters.ratio(at, rule.over) > limit
                                    && counters.ratio(at, rule.recent) > limit
                                    && counters.total(at, rule.over) >= minimum;
                        });
    }

    @Test
    void theSameSeriesGivesTheSameAlertsAtEachMinute() {
        int firing = 0;
        int quiet = 0;
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            Objective objective =
                    Samples.availability(
                            List.of("99.9", "99", "95", "99.95").get(seed % 4),
                            List.of(1L, 10L, 400L).get(seed % 3));
            double budget = 1 - objective.percent().doubleValue() / 100;
            Counts counts = new Counts("test");
            Counters counters = new Counters();
            List<String> differences = new ArrayList<>();
            int left = 0;
            int traffic = 0;
            double failing = 0;
            for (int minute = 0; minute < MINUTES; minute++) {
                if (left-- == 0) {
                    left = 1 + random.nextInt(random.nextBoolean() ? 20 : 600);
                    traffic = List.of(0, 1, 3, 50, 500).get(random.nextInt(5));
                    failing = random.nextBoolean() ? 0 : budget * random.nextDouble() * 20;
                }
                int total = traffic == 0 ? 0 : random.nextInt(traffic + 1);
                int bad = 0;
                for (int i = 0; i < total; i++) {
                    bad += random.nextDouble() < failing ? 1 : 0;
                }
                Instant at = Samples.NOW.plus(Duration.ofMinutes(minute));
                counts.add(at.plusSeconds(random.nextInt(60)), total - bad, total);
                counters.total[minute + 1] = counters.total[minute] + total;
                counters.bad[minute + 1] = counters.bad[minute] + bad;
                Evaluation evaluation =
                        Evaluation.of(objective, counts, at.plus(Duration.ofMinutes(1)));
                for (SloSeverity severity : SloSeverity.values()) {
                    boolean is = evaluation.firing(severity).isPresent();
                    boolean shall =
                            expected(
                                    severity == SloSeverity.PAGE ? PAGE : TICKET,
                                    counters,
                                    minute + 1,
                                    budget,
                                    objective.minimum());
                    if (is != shall) {
                        differences.add(severity + " at minute " + (minute + 1));
                    }
                    if (shall) {
                        firing++;
                    } else {
                        quiet++;
                    }
                }
            }
            assertEquals(List.of(), differences, "with seed " + seed);
        }
        assertTrue(firing > 5000 && quiet > 5000, firing + " and " + quiet);
    }
}
