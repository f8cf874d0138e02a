package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.catalog.Offering;
import dev.gantry.spi.plugin.RevisionRef;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

import java.util.Optional;
import java.util.Set;

/** What is somebody else's already. Thread-safe. */
final class Claims {
    private final BundleContext context;
    private final LiveCatalog catalog;

    Claims(BundleContext context, LiveCatalog catalog) {
        this.context = context;
        this.catalog = catalog;
    }

    /** Refuses the id of one of Gantry's own bundles. */
    void check(PluginManifest manifest) throws Rejection {
        for (Bundle bundle : context.getBundles()) {
            if (manifest.id().equals(bundle.getSymbolicName())
                    && !bundle.getLocation().startsWith(Trial.LOCATION)) {
                throw new Rejection(
                        "its id "
                                + manifest.id()
                                + " belongs to Gantry itself: choose another one");
            }
        }
    }

    /** Refuses what another plugin offers already. */
    void check(Offering offering, String plugin) throws Rejection {
        Optional<RevisionRef> other = catalog.offeredByOther(offering, plugin);
        if (other.isPresent()) {
            throw new Rejection(
                    "its "
                            + offering.kind().noun()
                            + " "
                            + offering.id()
                            + " is already offered by "
                            + other.get().plugin()
                            + " "
                            + other.get().version()
                            + ": give it another id, or delete that plugin",
                    null,
                    Set.of(Wants.free(offering)));
        }
    }
}
