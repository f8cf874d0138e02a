package dev.gantry.spi.check;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Judges measurements of a check. Immutable. */
public sealed interface Condition {

    /**
     * Compares a measurement with limits.
     *
     * @param measure its name, as {@code latency.seconds}
     * @param by what is made of those within {@code over}
     * @param over how far back; zero for the latest alone
     * @param warn from when on it needs attention, or {@code null}
     * @param critical from when on it counts as broken, or {@code null}
     */
    record Threshold(String measure, Aggregate by, Duration over, Limit warn, Limit critical)
            implements Condition {

        /** Checks that there is a limit. */
        public Threshold {
            Objects.requireNonNull(measure, "measure");
            Objects.requireNonNull(by, "by");
            if (over.isNegative() || over.compareTo(Duration.ofDays(7)) > 0) {
                throw new IllegalArgumentException("over is from PT0S to P7D, not " + over);
            }
            if (over.isZero() && by != Aggregate.LAST) {
                throw new IllegalArgumentException("by needs over: how far back, as over: PT5M");
            }
            if (warn == null && critical == null) {
                throw new IllegalArgumentException(
                        "a condition on " + measure + " needs warn or critical, as \"> 0.5\"");
            }
        }
    }

    /**
     * Compares measurements with what was usual.
     *
     * @param measures their names; several are judged together
     * @param sensitivity how unusual it has to be
     * @param status what it says then: warn or critical
     */
    record Unusual(List<String> measures, Sensitivity sensitivity, CheckStatus status)
            implements Condition {

        /** Takes a copy. */
        public Unusual {
            measures = List.copyOf(measures);
            Objects.requireNonNull(sensitivity, "sensitivity");
            if (measures.isEmpty() || measures.size() > 8) {
                throw new IllegalArgumentException(
                        "from 1 to 8 measurements are judged together, not " + measures.size());
            }
            if (status != CheckStatus.WARN && status != CheckStatus.CRITICAL) {
                throw new IllegalArgumentException("expected warn or critical");
            }
        }
    }

    /**
     * Compares how much a measurement grows a day, under the ups and downs of its days, with
     * limits. Says nothing as long as that may be chance.
     *
     * @param measure its name, as {@code disk.used.ratio}
     * @param warn from when on it needs attention, or {@code null}
     * @param critical from when on it counts as broken, or {@code null}
     */
    record Drift(String measure, Limit warn, Limit critical) implements Condition {

        /** Checks that there is a limit. */
        public Drift {
            Objects.requireNonNull(measure, "measure");
            if (warn == null && critical == null) {
                throw new IllegalArgumentException(
                        "a condition on the drift of "
                                + measure
                                + " needs warn or critical, as \"> 0.02\" a day");
            }
        }
    }

    /** What is made of the values of a window. */
    enum Aggregate {
        LAST,
        MEAN,
        MIN,
        MAX,
        MEDIAN,
        P90,
        P95,
        P99,
        /** The last less the first. */
        CHANGE
    }

    /** How unusual something has to be. */
    enum Sensitivity {
        LOW,
        MEDIUM,
        HIGH
    }

    /** A comparison with a number. */
    record Limit(Operator operator, double value) {

        /** The number is finite. */
        public Limit {
            Objects.requireNonNull(operator, "operator");
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a limit is a finite number, not " + value);
            }
        }

        /**
         * Reads {@code "> 0.5"}.
         *
         * @throws IllegalArgumentException if it is none, with the remedy
         */
        public static Limit parse(String text) {
            String plain = text.strip();
            for (Operator operator : Operator.values()) {
                if (plain.startsWith(operator.sign())) {
                    String number = plain.substring(operator.sign().length()).strip();
                    try {
                        return new Limit(operator, Double.parseDouble(number));
                    } catch (NumberFormatException e) {
                        break;
                    }
                }
            }
            throw new IllegalArgumentException(
                    "expected a comparison with a number, as \"> 0.5\" or \"<= 10\"; got " + text);
        }

        /** Whether a number is beyond it. */
        public boolean holds(double number) {
            return switch (operator) {
                case AT_LEAST -> number >= value;
                case AT_MOST -> number <= value;
                case NOT -> number != value;
                case IS -> number == value;
                case ABOVE -> number > value;
                case BELOW -> number < value;
            };
        }

        @Override
        public String toString() {
            String number =
                    value == Math.rint(value) && Math.abs(value) < 1e15
                            ? Long.toString((long) value)
                            : Double.toString(value);
            return operator.sign() + " " + number;
        }
    }

    /** Of a limit; those of two signs come first, as they begin with those of one. */
    enum Operator {
        AT_LEAST(">="),
        AT_MOST("<="),
        NOT("!="),
        IS("=="),
        ABOVE(">"),
        BELOW("<");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /** As it is written. */
        public String sign() {
            return sign;
        }
    }
}
