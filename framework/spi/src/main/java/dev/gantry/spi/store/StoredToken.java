package dev.gantry.spi.store;

/**
 * A token as stored. Times are in ms since 1970.
 *
 * @param hash SHA-256 of the token, in hexadecimal digits
 * @param grants as {@link dev.gantry.spi.identity.Grant#text} writes them
 * @param expiresAt 0 for never
 * @param usedAt 0 for never
 */
public record StoredToken(
        String id,
        String hash,
        String name,
        String grants,
        long createdAt,
        String createdBy,
        long expiresAt,
        long usedAt) {}
