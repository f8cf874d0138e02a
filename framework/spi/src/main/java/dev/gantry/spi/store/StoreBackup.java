package dev.gantry.spi.store;

import java.time.Instant;

/**
 * A consistent copy of the store.
 *
 * @param name of the file in {@code data/backups}
 * @param at when it was complete
 */
public record StoreBackup(String name, long bytes, Instant at) {}
