package dev.gantry.spi.store;

/**
 * A login as stored. Times are in ms since 1970.
 *
 * @param hash SHA-256 of its secret, in hexadecimal digits
 * @param credential what it was opened by
 * @param kind of the credential, in lower case
 * @param grants as {@link dev.gantry.spi.identity.Grant#text} writes them
 * @param endsAt it ends then, used or not
 */
public record StoredSession(
        String hash,
        String credential,
        String name,
        String kind,
        String grants,
        long openedAt,
        long seenAt,
        long endsAt) {}
