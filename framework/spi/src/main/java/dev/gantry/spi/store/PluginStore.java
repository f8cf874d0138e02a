package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Map;

/**
 * Plugin records on disk. These calls return after their commit: they are rare, and the deployer
 * does one thing at a time. Thread-safe.
 */
@ProviderType
public interface PluginStore {

    /** All revisions on record. */
    List<StoredRevision> revisions();

    /** For each plugin id the SHA-256 of the revision that takes new runs. */
    Map<String, String> routes();

    /**
     * Writes revisions, and the routes that change with them, in one transaction.
     *
     * @param routes plugin id to SHA-256; the empty text removes a route
     */
    void save(List<StoredRevision> revisions, Map<String, String> routes);

    /** Forgets revisions. */
    void forget(List<String> sha256);
}
