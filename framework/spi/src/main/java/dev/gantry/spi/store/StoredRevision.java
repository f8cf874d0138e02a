package dev.gantry.spi.store;

/**
 * A plugin revision on record.
 *
 * @param sha256 its key
 * @param plugin plugin id, or the file's name if it could not be read
 * @param version {@code null} if it could not be read
 * @param file last name in the drop folder
 * @param state in lower case
 * @param reason one sentence, or {@code null}
 * @param detail raw text behind it, or {@code null}
 * @param offers what it contributes, as JSON
 * @param since when it came into its state, in ms since 1970
 */
public record StoredRevision(
        String sha256,
        String plugin,
        String name,
        String version,
        String file,
        String state,
        String reason,
        String detail,
        String offers,
        long since) {}
