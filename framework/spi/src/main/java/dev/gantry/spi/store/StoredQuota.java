package dev.gantry.spi.store;

/**
 * Bounds that people set.
 *
 * @param scope what they are for: {@code tenant} or {@code task}
 * @param name of the tenant or task type; {@code *} for all that have none of their own
 * @param spec JSON
 * @param version counts up from 1
 */
public record StoredQuota(String scope, String name, String spec, long version) {}
