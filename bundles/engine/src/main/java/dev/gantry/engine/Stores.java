package dev.gantry.engine;

import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.RunStore;

/** What the engine keeps on disk, and with whom it shares that. */
record Stores(RunStore runs, ControlStore control, NodeStore nodes) {}
