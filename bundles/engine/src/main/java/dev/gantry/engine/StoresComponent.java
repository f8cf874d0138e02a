package dev.gantry.engine;

import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.QuotaStore;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.UsageStore;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** All stores that the engine works on, for itself. */
@Component(service = StoresComponent.class)
public final class StoresComponent {
    private final Stores stores;
    private final UsageStore usages;

    /** Takes what there is. */
    @Activate
    public StoresComponent(
            @Reference RunStore runs,
            @Reference ControlStore control,
            @Reference QuotaStore quotas,
            @Reference UsageStore usages) {
        this.stores = new Stores(runs, control, quotas);
        this.usages = usages;
    }

    Stores stores() {
        return stores;
    }

    UsageStore usages() {
        return usages;
    }
}
