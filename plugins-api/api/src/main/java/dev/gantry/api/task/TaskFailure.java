package dev.gantry.api.task;

import java.time.Duration;
import java.util.Optional;

/**
 * A failed attempt that says how to go on. Any other exception works too and is treated as the
 * run's retry policy says. Further subclasses may come with a minor version of this package.
 *
 * <pre>{@code
 * if (reply.status() == 404) {
 *     throw TaskFailure.permanent("no such customer: " + params.id()); // no further attempt
 * }
 * throw TaskFailure.retryAfter(Duration.ofMinutes(1), "the shop is busy"); // the next one then
 * }</pre>
 */
public sealed class TaskFailure extends Exception permits ChildFailure, TargetUnavailable {
    private static final long serialVersionUID = 1L;

    private final boolean permanent;
    private final Duration retryAfter;

    TaskFailure(String message, Throwable cause, boolean permanent, Duration retryAfter) {
        super(message, cause);
        this.permanent = permanent;
        this.retryAfter = retryAfter;
    }

    /** The attempt failed and another one would fail as well: the run ends as failure. */
    public static TaskFailure permanent(String message) {
        return new TaskFailure(message, null, true, null);
    }

    /**
     * As {@link #permanent(String)}, with the exception behind it.
     *
     * @param cause {@code null} for none
     */
    public static TaskFailure permanent(String message, Throwable cause) {
        return new TaskFailure(message, cause, true, null);
    }

    /**
     * The attempt failed and the next one, if the policy has one left, shall wait this long.
     *
     * @throws IllegalArgumentException if the wait is negative
     */
    public static TaskFailure retryAfter(Duration wait, String message) {
        return retryAfter(wait, message, null);
    }

    /**
     * As {@link #retryAfter(Duration, String)}, with the exception behind it.
     *
     * @param cause {@code null} for none
     * @throws IllegalArgumentException if the wait is negative
     */
    public static TaskFailure retryAfter(Duration wait, String message, Throwable cause) {
        if (wait.isNegative()) {
            throw new IllegalArgumentException("a wait is not negative: " + wait);
        }
        return new TaskFailure(message, cause, false, wait);
    }

    /** Whether further attempts are pointless. */
    public boolean permanent() {
        return permanent;
    }

    /** The wait that was asked for. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
