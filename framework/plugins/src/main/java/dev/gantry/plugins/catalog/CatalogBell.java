package dev.gantry.plugins.catalog;

import dev.gantry.spi.catalog.CatalogListener;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.RevisionRef;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells the listeners of the catalogue. They need the catalogue themselves, so they are taken when
 * there is something to say.
 */
record CatalogBell(
        BundleContext context, Supplier<List<ServiceReference<CatalogListener>>> listeners) {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogBell.class);

    void changed(Kind kind, String id) {
        tell(listener -> listener.changed(kind, id));
    }

    void revoked(RevisionRef revision, String why) {
        tell(listener -> listener.revoked(revision, why));
    }

    private void tell(Consumer<CatalogListener> news) {
        for (ServiceReference<CatalogListener> reference : listeners.get()) {
            try {
                CatalogListener listener = context.getService(reference);
                if (listener != null) {
                    news.accept(listener);
                    context.ungetService(reference);
                }
            } catch (RuntimeException e) {
                LOG.error("a listener of the catalogue failed", e);
            }
        }
    }
}
