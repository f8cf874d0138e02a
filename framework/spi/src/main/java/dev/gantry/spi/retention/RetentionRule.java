package dev.gantry.spi.retention;

import java.time.Duration;

/**
 * How long finished runs are kept. In a rule of a task type, {@code null} is as the default says;
 * the default itself has all members.
 *
 * @param age how long after its end a run is kept; zero for ever
 * @param deadLetters how long one is kept at least that ended as failure, error or timeout and that
 *     nobody handled, whatever the other members say; zero for ever
 * @param runs how many are kept, the newest; zero for any number
 * @param bytes how much room those that are kept may take; zero for any
 */
public record RetentionRule(Duration age, Duration deadLetters, Long runs, Long bytes) {

    /** Nothing of its own. */
    public static final RetentionRule NONE = new RetentionRule(null, null, null, null);

    /** Refuses what is below zero. */
    public RetentionRule {
        refuseNegative("age", age != null && age.isNegative());
        refuseNegative("deadLetters", deadLetters != null && deadLetters.isNegative());
        refuseNegative("runs", runs != null && runs < 0);
        refuseNegative("bytes", bytes != null && bytes < 0);
    }

    private static void refuseNegative(String name, boolean negative) {
        if (negative) {
            throw new IllegalArgumentException(name + " is zero for no limit, and never less");
        }
    }

    /** This rule, with the members of another one where it has none. */
    public RetentionRule over(RetentionRule other) {
        return new RetentionRule(
                age == null ? other.age : age,
                deadLetters == null ? other.deadLetters : deadLetters,
                runs == null ? other.runs : runs,
                bytes == null ? other.bytes : bytes);
    }
}
