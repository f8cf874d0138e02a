package dev.gantry.detection.assess;

import dev.gantry.spi.check.Condition.Aggregate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The latest values of a measurement, as far back as a condition looks and at most {@value #MOST}.
 * Not thread-safe.
 */
final class Window {
    static final int MOST = 5000;

    private record Value(Instant at, double number) {}

    private final Duration over;
    private final Deque<Value> values = new ArrayDeque<>();

    Window(Duration over) {
        this.over = over;
    }

    /** Takes a value; those that are too old by then go, and those from after it. */
    void add(Instant at, double number) {
        while (!values.isEmpty() && values.getLast().at().isAfter(at)) {
            values.removeLast();
        }
        values.addLast(new Value(at, number));
        Instant oldest = at.minus(over);
        while (values.size() > MOST || values.getFirst().at().isBefore(oldest)) {
            values.removeFirst();
        }
    }

    /** What is made of the values; there has to be one. */
    double value(Aggregate by) {
        double[] numbers = values.stream().mapToDouble(Value::number).toArray();
        return switch (by) {
            case LAST -> numbers[numbers.length - 1];
            case CHANGE -> numbers[numbers.length - 1] - numbers[0];
            case MEAN -> Arrays.stream(numbers).average().orElseThrow();
            case MIN -> Arrays.stream(numbers).min().orElseThrow();
            case MAX -> Arrays.stream(numbers).max().orElseThrow();
            case MEDIAN -> quantile(numbers, 0.5);
            case P90 -> quantile(numbers, 0.9);
            case P95 -> quantile(numbers, 0.95);
            case P99 -> quantile(numbers, 0.99);
        };
    }

    /** Nearest rank: the smallest value that so large a share of them does not exceed. */
    private static double quantile(double[] numbers, double share) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
