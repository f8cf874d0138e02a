package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /** What was decided about plugins; of those about which nothing was decided there is none. */
    List<StoredPolicy> policies();

    /** Writes in one transaction. */
    void save(PluginChange change);

    /** Forgets revisions. */
    void forget(List<String> sha256);

    /**
     * A plugin's history, newest first.
     *
     * @param before only notes with a smaller id
     */
    List<StoredNote> notes(String plugin, long before, int limit);

    /** Notes of these kinds since a time, of all plugins, oldest first. */
    List<StoredNote> notes(Set<String> what, long since);

    /**
     * The revisions that open runs started on and have to stay on, with how many runs that are.
     *
     * @return {@code id version sha256} to the number of runs
     */
    Map<String, Long> needed();

    /** How many open runs started on a revision, given as {@code id version sha256}. */
    long needing(String revision);

    /** How many runs of a task type are open; counts no further than {@code limit}. */
    long open(String task, int limit);
}
