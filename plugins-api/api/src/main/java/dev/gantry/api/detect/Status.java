package dev.gantry.api.detect;

/**
 * What a verdict says of the target. Further ones may come with a minor version of this package:
 * give a {@code switch} over it a default.
 *
 * <pre>{@code
 * return Verdict.of(Status.CRITICAL).because("%s does not answer", host);
 * }</pre>
 */
public enum Status {
    /** As it should be. */
    OK,
    /** Needs attention, works. */
    WARN,
    /** Does not work, or soon will not. */
    CRITICAL,
    /** Could not be told, for instance since something it depends on is down. */
    UNKNOWN
}
