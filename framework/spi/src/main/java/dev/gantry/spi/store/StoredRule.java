package dev.gantry.spi.store;

/**
 * How the runs of a task type are kept.
 *
 * @param rule JSON
 * @param version from 1
 * @param at when it was set, in ms since 1970
 */
public record StoredRule(String task, String rule, long version, long at, String by) {}
