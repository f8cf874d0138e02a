package dev.gantry.spi.check;

import java.time.Instant;

/**
 * How a check fares beside what it says of its target.
 *
 * @param state whether somebody can inspect it
 * @param reason why nobody can, or why its latest inspection was left out, for people; {@code null}
 *     if all is well
 * @param file the file that it is from, from the home; {@code null} if it was made by the API
 * @param late how many of its inspections began late, or not as the one before had not ended, since
 *     this Gantry started
 * @param shed how many were left out for want of room, since this Gantry started
 * @param shedAt when that was last, or {@code null}
 */
public record CheckLife(
        CheckState state, String reason, String file, long late, long shed, Instant shedAt) {

    /** Of a check of which nothing else is known. */
    public static final CheckLife NEW = new CheckLife(CheckState.LOADED, null, null, 0, 0, null);
}
