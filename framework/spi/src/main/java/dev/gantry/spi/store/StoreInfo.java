package dev.gantry.spi.store;

/**
 * What the store is.
 *
 * @param kind {@code sqlite} or {@code postgresql}
 * @param place the file, or the address without secrets
 * @param schema version of the schema, from 1
 * @param bytes its size; -1 while it is away
 */
public record StoreInfo(String kind, String place, int schema, long bytes) {}
