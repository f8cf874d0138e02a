package dev.gantry.spi.plugin;

import java.time.Instant;

/**
 * Something that happened to a plugin, or that a person decided about it.
 *
 * @param id grows with time
 * @param version {@code null} where it concerns no single version
 * @param what the state that a revision came into, or {@code pinned}, {@code unpinned}, {@code
 *     enabled}, {@code disabled}, {@code limited}, {@code canary}, {@code promoted}, {@code
 *     rolled-back}, {@code forced}, {@code overridden}, {@code signed}, {@code untrusted}, {@code
 *     leaked}, {@code collected}, {@code overdue}, {@code crash}, {@code hang}, {@code memory},
 *     {@code configured}
 * @param text one sentence, or {@code null}
 * @param by who did it: {@code gantry} or the name of a person
 */
public record PluginNote(
        long id,
        Instant at,
        String plugin,
        String version,
        String sha256,
        String what,
        String text,
        String by) {}
