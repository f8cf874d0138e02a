package dev.gantry.api.task;

import java.time.Duration;

/**
 * A call was not let through to its target. Let it pass: the run is tried again after {@link
 * #retryAfter}, which uses up no attempt, as the task is not to blame.
 *
 * <pre>{@code
 * try {
 *     return context.target("crm").call(() -> ask(params));
 * } catch (TargetUnavailable e) {
 *     return fromCache(params); // instead of another attempt later
 * }
 * }</pre>
 */
public final class TargetUnavailable extends TaskFailure {
    private static final long serialVersionUID = 1L;

    private final String target;

    /**
     * Gantry and the test kit make them.
     *
     * @param target what the target is called
     * @param wait when it is worth another try
     * @param message why, for a person
     */
    public TargetUnavailable(String target, Duration wait, String message) {
        super(message, null, false, wait);
        this.target = target;
    }

    /** What the target is called. */
    public String target() {
        return target;
    }
}
