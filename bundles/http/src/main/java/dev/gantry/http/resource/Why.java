package dev.gantry.http.resource;

import dev.gantry.http.Json;
import dev.gantry.spi.plugin.Drain;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionState;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * What a person needs to know of a plugin now.
 *
 * @param revision the one that it is about; {@code null} where there is none
 * @param reason one sentence; {@code null} when all is well
 */
record Why(RevisionInfo revision, String reason) {

    /**
     * Of the file that was asked for; else of what most needs a person: what was not let in or was
     * parked, a drain that is overdue, what is held back, then all else that has something to say.
     * Of equals the newest counts.
     */
    static Why of(PluginInfo plugin, String asked, Instant now) {
        Optional<RevisionInfo> file =
                plugin.versions().stream()
                        .filter(each -> asked.equals(each.file()))
                        .filter(each -> each.state() != RevisionState.RETIRED)
                        .findFirst();
        RevisionInfo chosen =
                file.or(
                                () ->
                                        plugin.versions().stream()
                                                .min(
                                                        Comparator.comparingInt(
                                                                each -> rank(each, now))))
                        .orElse(null);
        return new Why(chosen, reason(plugin, chosen));
    }

    ObjectNode json(String id) {
        ObjectNode node = Json.object();
        node.put("id", id);
        Json.lower(node, "state", revision == null ? null : revision.state());
        node.put("reason", reason);
        node.put("detail", revision == null ? null : revision.detail());
        node.put("version", revision == null ? null : revision.version());
        node.put("file", revision == null ? null : revision.file());
        return node;
    }

    private static int rank(RevisionInfo revision, Instant now) {
        Drain drain = revision.drain();
        boolean tells = revision.reason() != null || drain != null;
        return switch (revision.state()) {
            case REJECTED, QUARANTINED -> 0;
            case DRAINING -> drain != null && now.isAfter(drain.deadline()) ? 1 : tells ? 3 : 5;
            case STAGED -> tells ? 2 : 5;
            case ACTIVE, CANARY -> tells ? 3 : 4;
            case RETIRED -> 6;
        };
    }

    private static String reason(PluginInfo plugin, RevisionInfo revision) {
        if (revision != null && revision.reason() != null) {
            return revision.reason();
        }
        if (revision != null && revision.drain() != null) {
            return revision.drain().reason();
        }
        return plugin.enabled()
                ? null
                : plugin.id()
                        + " is disabled, its runs wait; bring it back with: gantry plugin enable "
                        + plugin.id();
    }
}
