package dev.gantry.spi.catalog;

import dev.gantry.spi.plugin.RevisionRef;

import org.osgi.annotation.versioning.ConsumerType;

/** Register as a service to be told when contributions come and go. */
@ConsumerType
public interface CatalogListener {

    /** Something came, went or was routed elsewhere. Called without locks; must return quickly. */
    void changed(Kind kind, String id);

    /**
     * Who holds leases on this revision shall give them back soon, by all means it has: work on it
     * is asked to stop, interrupted, given up, and begins again elsewhere without blame. Called
     * without locks; must return quickly.
     *
     * @param why one sentence
     */
    default void revoked(RevisionRef revision, String why) {}
}
