package dev.gantry.spi.catalog;

import org.osgi.annotation.versioning.ConsumerType;

/** Register as a service to be told when contributions come and go. */
@ConsumerType
public interface CatalogListener {

    /** Something came, went or was routed elsewhere. Called without locks; must return quickly. */
    void changed(Kind kind, String id);
}
