package dev.gantry.spi.slo;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;

/**
 * What a task type, or several, promise. Immutable.
 *
 * @param id unique among all
 * @param task the task type; {@code *} stands for any characters, and those that match are counted
 *     together
 * @param threshold up to which a run is good; {@code null} for {@link SloKind#AVAILABILITY}
 * @param percent how many of a hundred shall be good: above 0 and below 100
 * @param window over which that is promised, whole days
 * @param minimum how many must be counted within an alert's longer window before it fires
 * @param file where it is written, from the home
 */
public record Objective(
        String id,
        String task,
        SloKind kind,
        Duration threshold,
        BigDecimal percent,
        Duration window,
        long minimum,
        String file) {

    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    /** The share of what is counted that may be bad: above 0 and below 1, in exact digits. */
    public BigDecimal budget() {
        return ALL.subtract(percent).divide(ALL, MathContext.DECIMAL64).stripTrailingZeros();
    }
}
