package dev.gantry.spi.plugin;

import java.time.Duration;
import java.time.Instant;

/**
 * A canary while it happens.
 *
 * @param version the version on trial
 * @param sha256 its revision
 * @param step index of the present step, from 0
 * @param percent of new work that goes to it now
 * @param since when the present step began
 * @param until when the present step may end at the earliest
 * @param canary what it did in this step
 * @param control what the version in service did in this step
 * @param verdict what is known so far and what is waited for, in one sentence
 */
public record CanaryInfo(
        String version,
        String sha256,
        CanarySpec spec,
        int step,
        int percent,
        Instant since,
        Instant until,
        Side canary,
        Side control,
        String verdict) {

    /**
     * One side.
     *
     * @param attempts attempts that ended
     * @param failed those of them that failed
     * @param p95 the time that 95 of 100 attempts did not exceed; {@code null} for no attempt
     */
    public record Side(long attempts, long failed, Duration p95) {}
}
