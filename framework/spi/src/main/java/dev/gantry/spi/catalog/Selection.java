package dev.gantry.spi.catalog;

import dev.gantry.spi.plugin.RevisionRef;

import java.util.Map;

/**
 * What a piece of work says of itself, so that the catalogue can choose the revision for it.
 *
 * @param pinned the revision that the work started on and has to stay on; {@code null} for new
 *     work. One that is quarantined or no longer kept counts as {@code null}
 * @param work id of the run or check: of new work, the same id always goes to the same side of a
 *     canary
 * @param tenant whose work it is
 * @param labels what the caller gave it
 */
public record Selection(
        RevisionRef pinned, String work, String tenant, Map<String, String> labels) {

    /** New work of nobody in particular. */
    public static final Selection NEW = new Selection(null, "", "", Map.of());

    /** Takes a copy. */
    public Selection {
        labels = Map.copyOf(labels);
    }
}
