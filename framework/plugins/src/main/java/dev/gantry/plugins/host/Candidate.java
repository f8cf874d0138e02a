package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.OffersJson;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.StoredRevision;

import java.util.Comparator;

/**
 * A revision that may become the active one.
 *
 * @param file its name in the drop folder
 * @param seen when it was taken, by {@link System#nanoTime()}
 */
record Candidate(String sha256, String file, PluginManifest manifest, long seen) {

    /** By version, the highest first; of one version, by file name. */
    static final Comparator<Candidate> HIGHEST_FIRST =
            Comparator.comparing((Candidate c) -> c.manifest().version())
                    .reversed()
                    .thenComparing(Candidate::file);

    String plugin() {
        return manifest.id();
    }

    String version() {
        return manifest.version().toString();
    }

    /** What it offers and needs by its manifest alone. */
    String declared() {
        return OffersJson.needing(
                OffersJson.declared(manifest.tasks(), manifest.detectors()), manifest.needs());
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
