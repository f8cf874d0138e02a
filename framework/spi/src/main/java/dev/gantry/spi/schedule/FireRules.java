package dev.gantry.spi.schedule;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How a schedule deals with its fire times. Immutable.
 *
 * @param window missed fires that are older are dropped, at least PT10S; {@code null} for no limit
 * @param jitter each fire is put off by up to this, at most P1D; zero for none
 * @param only names of calendars; if there are any, it fires on days that are in one of them
 * @param except names of calendars; it fires on no day that is in one of them
 */
public record FireRules(
        MissedPolicy missed,
        Duration window,
        OverlapPolicy overlap,
        Duration jitter,
        List<String> only,
        List<String> except) {

    /** The shortest window, and how late a fire may be that is not yet missed. */
    public static final Duration LATE = Duration.ofSeconds(10);

    /** The longest jitter. */
    public static final Duration LONGEST_JITTER = Duration.ofDays(1);

    /** The latest missed fire is made up for, runs may overlap; no jitter, no calendars. */
    public static final FireRules DEFAULT =
            new FireRules(
                    MissedPolicy.LAST,
                    null,
                    OverlapPolicy.ALLOW,
                    Duration.ZERO,
                    List.of(),
                    List.of());

    /**
     * Takes copies.
     *
     * @throws IllegalArgumentException for a window or a jitter out of its limits
     */
    public FireRules {
        Objects.requireNonNull(missed, "missed");
        Objects.requireNonNull(overlap, "overlap");
        only = List.copyOf(only);
        except = List.copyOf(except);
        if (window != null && window.compareTo(LATE) < 0) {
            throw new IllegalArgumentException("a missedWindow is at least PT10S, not " + window);
        }
        if (jitter.isNegative() || jitter.compareTo(LONGEST_JITTER) > 0) {
            throw new IllegalArgumentException("a jitter is from PT0S to P1D, not " + jitter);
        }
    }

    /** Whether it refers to any calendar. */
    public boolean calendars() {
        return !only.isEmpty() || !except.isEmpty();
    }
}
