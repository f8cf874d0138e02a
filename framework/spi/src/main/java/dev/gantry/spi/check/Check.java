package dev.gantry.spi.check;

import java.time.Instant;

/**
 * A check as it is now.
 *
 * @param version grows with each change by a person; the ETag
 * @param last the latest verdict, or {@code null}
 * @param next when it runs next, or {@code null} when paused
 */
public record Check(
        String id,
        CheckSpec spec,
        long version,
        Instant createdAt,
        CheckVerdict last,
        Instant next) {}
