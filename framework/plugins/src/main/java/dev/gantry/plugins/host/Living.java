package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveRevision;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The revisions that are in the framework, by SHA-256. Thread-safe. */
final class Living {
    private final Map<String, LiveRevision> bySha = new ConcurrentHashMap<>();

    /** The revision with this content, or {@code null}. */
    LiveRevision get(String sha256) {
        return sha256 == null ? null : bySha.get(sha256);
    }

    boolean has(String sha256) {
        return get(sha256) != null;
    }

    void put(LiveRevision revision) {
        bySha.put(revision.ref().sha256(), revision);
    }

    void remove(LiveRevision revision) {
        bySha.remove(revision.ref().sha256(), revision);
    }

    Collection<LiveRevision> all() {
        return List.copyOf(bySha.values());
    }
}
