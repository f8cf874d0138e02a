package dev.gantry.spi.store;

/**
 * A check as stored.
 *
 * @param spec JSON
 * @param created in ms since 1970
 * @param file the file that it is from, or {@code null}
 */
public record StoredCheck(String id, String spec, long version, long created, String file) {

    /** One that is from no file. */
    public StoredCheck(String id, String spec, long version, long created) {
        this(id, spec, version, created, null);
    }
}
