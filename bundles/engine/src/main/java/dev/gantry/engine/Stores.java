package dev.gantry.engine;

import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.JoinStore;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.QuotaStore;
import dev.gantry.spi.store.RunLogStore;
import dev.gantry.spi.store.RunStore;

/** What the engine keeps on disk, and with whom it shares that. */
record Stores(
        RunStore runs,
        ControlStore control,
        NodeStore nodes,
        RunLogStore logs,
        PayloadFiles payloads) {

    /** Bounds that people set. */
    QuotaStore quotas() {
        return control.quotas();
    }

    /** The keys that submits go together by. */
    JoinStore joins() {
        return control.joins();
    }
}
