package dev.gantry.slo;

import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.SloSeverity;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * One way for an alert to fire: the budget burns so many times as fast as it may, over a long
 * window and lately. The numbers are those of Google's SRE workbook.
 *
 * @param over the longer window
 * @param recent the shorter one; when that is fine again the alert ends
 */
record Burn(SloSeverity severity, Duration over, Duration recent, BigDecimal factor) {

    static final List<Burn> ALL =
            List.of(
                    burn(SloSeverity.PAGE, Duration.ofHours(1), Duration.ofMinutes(5), "14.4"),
                    burn(SloSeverity.PAGE, Duration.ofHours(6), Duration.ofMinutes(30), "6"),
                    burn(SloSeverity.TICKET, Duration.ofDays(1), Duration.ofHours(2), "3"),
                    burn(SloSeverity.TICKET, Duration.ofDays(3), Duration.ofHours(6), "1"));

    /** All windows, the shortest first. */
    static final List<Duration> WINDOWS =
            ALL.stream()
                    .<Duration>mapMulti(
                            (burn, windows) -> {
                                windows.accept(burn.over());
                                windows.accept(burn.recent());
                            })
                    .distinct()
                    .sorted()
                    .toList();

    private static Burn burn(SloSeverity severity, Duration over, Duration recent, String factor) {
        return new Burn(severity, over, recent, new BigDecimal(factor));
    }

    static List<Burn> of(SloSeverity severity) {
        return ALL.stream().filter(burn -> burn.severity == severity).toList();
    }

    /** The share of bad ones beyond which it fires, in exact digits. */
    BigDecimal limit(Objective objective) {
        return factor.multiply(objective.budget()).stripTrailingZeros();
    }

    /** A window as Prometheus writes it: {@code 5m}, {@code 6h}, {@code 30d}. */
    static String name(Duration window) {
        if (window.toMinutes() % 60 != 0) {
            return window.toMinutes() + "m";
        }
        return window.toHours() % 24 == 0 ? window.toDays() + "d" : window.toHours() + "h";
    }
}
