package dev.gantry.spi.finding;

import dev.gantry.spi.check.Check;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A time in which checks are looked at as ever but nothing is found, and nothing is started.
 * Immutable.
 *
 * @param id lower-case letters, digits, dots and dashes, at most 100
 * @param checks ids, or beginnings of ids that end in a star; empty for all
 * @param labels which the checks have to have
 * @param from when it begins
 * @param until when it ends, at most 90 days later
 * @param reason for a person
 * @param by who made it
 */
public record Maintenance(
        String id,
        List<String> checks,
        Map<String, String> labels,
        Instant from,
        Instant until,
        String reason,
        String by) {
    private static final Duration LONGEST = Duration.ofDays(90);

    /** Takes copies, checks the limits. */
    public Maintenance {
        checks = List.copyOf(checks);
        labels = Map.copyOf(labels);
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(by, "by");
        if (!id.matches("[a-z0-9][a-z0-9.-]{0,99}")) {
            throw new IllegalArgumentException(
                    "id: expected lower-case letters, digits, dots and dashes, got " + id);
        }
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("until: expected a time after from, got " + until);
        }
        if (Duration.between(from, until).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("until: expected at most 90 days after from");
        }
        if (checks.isEmpty() && labels.isEmpty()) {
            throw new IllegalArgumentException(
                    "say which checks: checks, as [\"shop.*\"], or labels; [\"*\"] is all of them");
        }
    }

    /** Whether it is for a check, at a time. */
    public boolean covers(Check check, Instant at) {
        return !at.isBefore(from)
                && at.isBefore(until)
                && (checks.isEmpty() || checks.stream().anyMatch(each -> names(each, check.id())))
                && check.spec().labels().entrySet().containsAll(labels.entrySet());
    }

    private static boolean names(String pattern, String id) {
        return pattern.endsWith("*")
                ? id.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(id);
    }
}
