package dev.gantry.plugins.leak;

import dev.gantry.spi.plugin.RevisionRef;

import java.time.Instant;

/**
 * A retired revision whose class loader is still held, so that its classes take memory.
 *
 * @param revision which one
 * @param since when it was retired
 * @param sentence what holds it and the remedy, to be read after the revision's name
 * @param detail the whole way from what is alive for itself to the class loader, a line for each
 *     object; empty if it is not known
 */
public record Leak(RevisionRef revision, Instant since, String sentence, String detail) {}
