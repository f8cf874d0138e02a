package dev.gantry.probes;

import dev.gantry.api.detect.Status;

import java.util.Optional;

/**
 * From when on a number is bad. Immutable.
 *
 * @param warn beyond this it needs attention; empty for never
 * @param critical beyond this it is bad; empty for never
 * @param below whether beyond means less, not more
 */
public record Limits(Optional<Double> warn, Optional<Double> critical, boolean below) {

    /** Bad is what is more. */
    public static Limits above(double warn, double critical) {
        return new Limits(Optional.of(warn), Optional.of(critical), false);
    }

    /** Bad is what is more. */
    public static Limits above(Optional<Double> warn, Optional<Double> critical) {
        return new Limits(warn, critical, false);
    }

    /** Bad is what is less. */
    public static Limits below(double warn, double critical) {
        return new Limits(Optional.of(warn), Optional.of(critical), true);
    }

    /** Whether there is any. */
    public boolean any() {
        return warn.isPresent() || critical.isPresent();
    }

    /** What they say of a number; a limit itself is still fine. */
    public Status judge(double value) {
        if (critical.isPresent() && beyond(value, critical.get())) {
            return Status.CRITICAL;
        }
        return warn.isPresent() && beyond(value, warn.get()) ? Status.WARN : Status.OK;
    }

    /** The limit that decided, as the end of a sentence; empty if none did. */
    public String why(double value, Amount unit) {
        String side = below ? "below" : "above";
        return switch (judge(value)) {
            case CRITICAL -> "; critical %s %s".formatted(side, unit.say(critical.orElseThrow()));
            case WARN -> "; warn %s %s".formatted(side, unit.say(warn.orElseThrow()));
            default -> "";
        };
    }

    private boolean beyond(double value, double limit) {
        return below ? value < limit : value > limit;
    }
}
