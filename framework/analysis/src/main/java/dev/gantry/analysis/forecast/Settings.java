package dev.gantry.analysis.forecast;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is wanted of a forecast.
 *
 * @param step the regular step to which samples are averaged: a whole number of minutes that
 *     divides a day. Empty: the shortest of 1, 2, 3, 4, 6, 8, 12 and 24 hours that is not below
 *     four fifths of the median distance of samples
 * @param horizon how far ahead, rounded up to whole steps; at most 2,016 steps
 * @param levels of the intervals, each above 0 and below 1, one to five of them; the first is the
 *     one that {@link UntilFull} uses
 * @param methods which models may be combined, at least one
 */
public record Settings(
        Optional<Duration> step, Duration horizon, List<Double> levels, Set<Method> methods) {

    /**
     * The most steps of a history that are used, and the most that are forecast: twelve weeks of
     * hours.
     */
    public static final int MOST_STEPS = 2_016;

    /** 72 hours ahead, intervals of 80 and 95 percent, all models. */
    public static final Settings DEFAULT =
            new Settings(
                    Optional.empty(),
                    Duration.ofHours(72),
                    List.of(0.8, 0.95),
                    EnumSet.allOf(Method.class));

    /**
     * @throws IllegalArgumentException when a value is outside of what is said above; the message
     *     names it and what is allowed
     */
    public Settings {
        levels = List.copyOf(levels);
        methods = Set.copyOf(methods);
        if (step.isPresent()) {
            long seconds = step.get().toSeconds();
            if (seconds < 60
                    || seconds % 60 != 0
                    || 86_400 % seconds != 0
                    || step.get().getNano() != 0) {
                throw new IllegalArgumentException(
                        "step is "
                                + step.get()
                                + ", but must be whole minutes that divide a day, for example PT1H");
            }
        }
        if (!horizon.isPositive() || horizon.compareTo(Duration.ofDays(MOST_STEPS)) > 0) {
            throw new IllegalArgumentException(
                    "horizon is "
                            + horizon
                            + ", but must be positive and at most "
                            + MOST_STEPS
                            + " steps, for example PT72H");
        }
        if (levels.isEmpty()
                || levels.size() > 5
                || levels.stream().anyMatch(l -> !(l > 0 && l < 1))) {
            throw new IllegalArgumentException(
                    "levels are "
                            + levels
                            + ", but must be one to five numbers between 0 and 1, for example 0.8 and 0.95");
        }
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("methods are empty: name at least one, or all");
        }
    }

    public Settings withHorizon(Duration value) {
        return new Settings(step, value, levels, methods);
    }

    public Settings withMethods(Set<Method> value) {
        return new Settings(step, horizon, levels, value);
    }
}
