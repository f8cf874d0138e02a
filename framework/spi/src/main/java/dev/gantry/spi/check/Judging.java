package dev.gantry.spi.check;

import java.util.List;
import java.util.Objects;

/**
 * What becomes of what a detector says, in this order: the conditions vote with it for the worst
 * status, damping holds it back, and a parent that is down makes it unknown.
 *
 * @param conditions judge measurements; at most 20
 * @param damping how often in a row a status has to be seen
 * @param dependsOn ids of the checks without which this one says nothing; at most 10
 */
public record Judging(List<Condition> conditions, Damping damping, List<String> dependsOn) {

    /** As the detector says. */
    public static final Judging PLAIN = new Judging(List.of(), Damping.NONE, List.of());

    /** Takes copies, checks the limits. */
    public Judging {
        conditions = List.copyOf(conditions);
        dependsOn = List.copyOf(dependsOn);
        Objects.requireNonNull(damping, "damping");
        if (conditions.size() > 20) {
            throw new IllegalArgumentException("at most 20 conditions, not " + conditions.size());
        }
        if (dependsOn.size() > 10) {
            throw new IllegalArgumentException(
                    "a check depends on at most 10 others, not " + dependsOn.size());
        }
    }

    /**
     * How often in a row a status has to be seen before it counts.
     *
     * @param bad in a row that are not ok before a finding opens or worsens, 1 to 20
     * @param good in a row that are ok before it is resolved, 1 to 20
     */
    public record Damping(int bad, int good) {

        /** The first counts. */
        public static final Damping NONE = new Damping(1, 1);

        /** Checks the limits. */
        public Damping {
            if (bad < 1 || bad > 20 || good < 1 || good > 20) {
                throw new IllegalArgumentException(
                        "damping is from 1 to 20, not bad " + bad + ", good " + good);
            }
        }
    }
}
