package dev.gantry.plugins.catalog;

import dev.gantry.spi.plugin.RevisionRef;

/** Brings revisions back that are not in the framework any more. Asked on any thread; quick. */
@FunctionalInterface
public interface Recall {

    /**
     * Whether the revision is kept and is being brought back; the catalogue tells its listeners
     * when that is done or has failed.
     */
    boolean bring(RevisionRef revision);
}
