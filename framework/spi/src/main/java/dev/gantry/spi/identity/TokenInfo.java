package dev.gantry.spi.identity;

import java.time.Instant;
import java.util.List;

/**
 * What is known of a token; not the token.
 *
 * @param expiresAt {@code null} for never
 * @param usedAt when it was used last, give or take some minutes; {@code null} for never
 * @param expired whether it is over
 */
public record TokenInfo(
        String id,
        String name,
        List<Grant> grants,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        Instant usedAt,
        boolean expired) {}
