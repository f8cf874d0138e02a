package dev.gantry.engine;

import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.UsageStore;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The stores that the engine needs, once all are there. */
@Component(service = EngineStores.class)
public final class EngineStores {
    private final Stores stores;
    private final UsageStore usages;

    /** Takes them as they are. */
    @Activate
    public EngineStores(
            @Reference RunStore runs,
            @Reference ControlStore control,
            @Reference NodeStore nodes,
            @Reference UsageStore usages) {
        this.stores = new Stores(runs, control, nodes);
        this.usages = usages;
    }

    Stores stores() {
        return stores;
    }

    UsageStore usages() {
        return usages;
    }
}
