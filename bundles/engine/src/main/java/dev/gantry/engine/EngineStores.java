package dev.gantry.engine;

import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.RunLogStore;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.UsageStore;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The stores that the engine needs, once all are there. */
@Component(service = EngineStores.class)
public final class EngineStores {
    private final RunStore runs;
    private final ControlStore control;
    private final NodeStore nodes;
    private final UsageStore usages;

    /** Takes them as they are. */
    @Activate
    public EngineStores(
            @Reference RunStore runs,
            @Reference ControlStore control,
            @Reference NodeStore nodes,
            @Reference UsageStore usages) {
        this.runs = runs;
        this.control = control;
        this.nodes = nodes;
        this.usages = usages;
    }

    /** Whether nobody shares them. */
    boolean alone() {
        return nodes.alone();
    }

    NodeStore nodes() {
        return nodes;
    }

    /** These, and what is in files. */
    Stores stores(RunLogStore logs, PayloadFiles payloads) {
        return new Stores(runs, control, nodes, logs, payloads);
    }

    UsageStore usages() {
        return usages;
    }
}
