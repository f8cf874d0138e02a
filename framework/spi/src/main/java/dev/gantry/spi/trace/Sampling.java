package dev.gantry.spi.trace;

import org.osgi.annotation.versioning.ProviderType;

import java.time.Duration;

/** Which traces are kept, and how to change that while Gantry runs. Thread-safe. */
@ProviderType
public interface Sampling {

    /** How it is now. */
    Status status();

    /**
     * Other rules from now on, kept over restarts until {@link #reset}. On this node only.
     *
     * @throws dev.gantry.spi.run.GantryException if they cannot be kept
     */
    Status set(Rule rule);

    /**
     * The rules of the configuration again.
     *
     * @throws dev.gantry.spi.run.GantryException if that cannot be kept
     */
    Status reset();

    /**
     * What is kept.
     *
     * @param target spans a second; 0 for all
     * @param slow from when on a run is slow, and kept in any case; zero for never
     */
    record Rule(double target, Duration slow) {

        /** Most spans a second that can be asked for. */
        public static final double MOST = 1_000_000;

        /** Checks the limits. */
        public Rule {
            if (!(target == 0 || target >= 0.1 && target <= MOST)) {
                throw new IllegalArgumentException(
                        "target: expected 0 for all traces, or 0.1 to 1000000 spans a second, got "
                                + target);
            }
            if (slow.isNegative()) {
                throw new IllegalArgumentException("slow: is not negative: " + slow);
            }
        }
    }

    /**
     * How it is now.
     *
     * @param endpoint where traces go; {@code null} if they go nowhere
     * @param rule what is in force
     * @param configured whether the rule is that of the configuration
     * @param offered spans a second that were to be decided about lately
     * @param kept spans a second that were kept lately
     * @param share of ordinary traces that is kept, from 0 to 1
     * @param waiting spans whose trace is not decided about yet
     */
    record Status(
            String endpoint,
            Rule rule,
            boolean configured,
            double offered,
            double kept,
            double share,
            long waiting) {}
}
