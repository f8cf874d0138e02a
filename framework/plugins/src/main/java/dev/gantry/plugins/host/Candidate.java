package dev.gantry.plugins.host;

import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.StoredRevision;

/**
 * A revision that may become the active one.
 *
 * @param file its name in the drop folder
 * @param seen when it was taken, by {@link System#nanoTime()}
 */
record Candidate(String sha256, String file, PluginManifest manifest, long seen) {

    String plugin() {
        return manifest.id();
    }

    String version() {
        return manifest.version().toString();
    }

    /** Its record in a state. */
    StoredRevision in(RevisionState state, String reason, String detail, String offers) {
        return new StoredRevision(
                sha256,
                plugin(),
                manifest.name(),
                version(),
                file,
                Registry.text(state),
                reason,
                detail,
                offers,
                0);
    }
}
