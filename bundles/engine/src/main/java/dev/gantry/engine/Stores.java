package dev.gantry.engine;

import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.QuotaStore;
import dev.gantry.spi.store.RunStore;

/** What the engine keeps on disk. */
record Stores(RunStore runs, ControlStore control, QuotaStore quotas) {}
