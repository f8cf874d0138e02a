package dev.gantry.spi.run;

/**
 * What shall be different about a run that has not started.
 *
 * @param params parameters as a JSON object; {@code null} to leave them
 * @param priority -100 to 100; {@code null} to leave it
 */
public record RunChange(String params, Integer priority) {

    /** Checks the limits. */
    public RunChange {
        if (params == null && priority == null) {
            throw new IllegalArgumentException("nothing to change; give params or priority");
        }
        if (priority != null && (priority < -100 || priority > 100)) {
            throw new IllegalArgumentException("priority is from -100 to 100, not " + priority);
        }
    }
}
