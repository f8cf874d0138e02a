package dev.gantry.spi.check;

import java.time.Instant;

/**
 * A check as it is now.
 *
 * @param version grows with each change by a person; the ETag
 * @param last the latest verdict, or {@code null}
 * @param next when it runs next, or {@code null} when paused
 * @param life how it fares beside that
 */
public record Check(
        String id,
        CheckSpec spec,
        long version,
        Instant createdAt,
        CheckVerdict last,
        Instant next,
        CheckLife life) {

    /** Of which nothing else is known. */
    public Check(
            String id,
            CheckSpec spec,
            long version,
            Instant createdAt,
            CheckVerdict last,
            Instant next) {
        this(id, spec, version, createdAt, last, next, CheckLife.NEW);
    }

    /** This one, faring otherwise. */
    public Check faring(CheckLife other) {
        return new Check(id, spec, version, createdAt, last, next, other);
    }
}
