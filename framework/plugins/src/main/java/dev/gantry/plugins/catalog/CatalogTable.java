package dev.gantry.plugins.catalog;

import dev.gantry.plugins.schema.Schema;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.store.StoredRevision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who offers what, or offered it once. Immutable: a change makes a new one.
 *
 * @param entries by kind and id
 */
record CatalogTable(Map<Kind, Map<String, Entry>> entries) {

    /**
     * One contribution; {@code live} and {@code offering} are {@code null} if it is unavailable.
     */
    record Entry(Contribution contribution, Schema schema, LiveRevision live, Offering offering) {

        boolean of(String plugin) {
            return contribution.provider().plugin().equals(plugin);
        }

        private Entry unavailable(String why) {
            return new Entry(CatalogTable.unavailable(contribution, why), schema, null, null);
        }
    }

    /** Names a contribution. */
    record Key(Kind kind, String id) {}

    /** A new table, and in what it differs. */
    record Change(CatalogTable table, List<Key> changed) {}

    /** What is on record, all of it unavailable. */
    static CatalogTable recalled(List<StoredRevision> records, Map<String, String> routes) {
        CatalogTable table = new CatalogTable(new EnumMap<>(Kind.class));
        records.stream()
                .filter(r -> r.version() != null)
                .sorted(
                        Comparator.<StoredRevision, Boolean>comparing(
                                        r -> r.sha256().equals(routes.get(r.plugin())))
                                .thenComparing(StoredRevision::since))
                .forEach(table::recall);
        return table;
    }

    private void recall(StoredRevision revision) {
        RevisionRef ref = new RevisionRef(revision.plugin(), revision.version(), revision.sha256());
        String why =
                switch (revision.state()) {
                    case "active" -> "Gantry is starting";
                    default ->
                            revision.state()
                                    + (revision.reason() == null ? "" : ": " + revision.reason());
                };
        for (Contribution contribution : OffersJson.read(revision.offers(), ref, null)) {
            put(
                    new Entry(
                            unavailable(contribution, why),
                            Schema.parse(contribution.inputSchema()),
                            null,
                            null));
        }
    }

    private void put(Entry entry) {
        Contribution contribution = entry.contribution();
        entries.computeIfAbsent(contribution.kind(), kind -> new HashMap<>())
                .put(contribution.id(), entry);
    }

    private CatalogTable copy() {
        Map<Kind, Map<String, Entry>> copy = new EnumMap<>(Kind.class);
        entries.forEach((kind, byId) -> copy.put(kind, new HashMap<>(byId)));
        return new CatalogTable(copy);
    }

    /** The contribution, or {@code null} if nobody ever offered it. */
    Entry entry(Kind kind, String id) {
        Map<String, Entry> byId = entries.get(kind);
        return byId == null || id == null ? null : byId.get(id);
    }

    List<Contribution> list(Kind kind) {
        return entries.getOrDefault(kind, Map.of()).values().stream()
                .map(Entry::contribution)
                .sorted(Comparator.comparing(Contribution::id))
                .toList();
    }

    /** All that a plugin offers or offered. */
    List<Key> keys(String plugin) {
        List<Key> keys = new ArrayList<>();
        entries.forEach(
                (kind, byId) ->
                        byId.forEach(
                                (id, entry) -> {
                                    if (entry.of(plugin)) {
                                        keys.add(new Key(kind, id));
                                    }
                                }));
        return keys;
    }

    /** A revision takes what its plugin offers; what it no longer offers is unavailable. */
    Change route(LiveRevision live) {
        CatalogTable next = copy();
        List<Key> changed = new ArrayList<>();
        for (Offering offering : live.offerings()) {
            next.put(
                    new Entry(
                            contribution(live.ref(), offering), offering.schema(), live, offering));
            changed.add(new Key(offering.kind(), offering.id()));
        }
        String why = "version " + live.ref().version() + " no longer offers it";
        next.replace(live.ref().plugin(), live, why, changed);
        return new Change(next, changed);
    }

    /** All that a plugin offers becomes unavailable. */
    Change withdraw(String plugin, String why) {
        CatalogTable next = copy();
        List<Key> changed = new ArrayList<>();
        next.replace(plugin, null, why, changed);
        return new Change(next, changed);
    }

    private void replace(String plugin, LiveRevision except, String why, List<Key> changed) {
        entries.forEach(
                (kind, byId) ->
                        byId.replaceAll(
                                (id, entry) -> {
                                    if (!entry.of(plugin)
                                            || except != null && entry.live() == except) {
                                        return entry;
                                    }
                                    changed.add(new Key(kind, id));
                                    return entry.unavailable(why);
                                }));
    }

    private static Contribution contribution(RevisionRef provider, Offering o) {
        return new Contribution(
                o.kind(),
                o.id(),
                o.title(),
                o.description(),
                provider,
                o.inputSchema(),
                o.outputSchema(),
                o.timeout(),
                o.heartbeat(),
                o.retry(),
                o.look(),
                true,
                null);
    }

    private static Contribution unavailable(Contribution c, String why) {
        String reason =
                "no active plugin offers the "
                        + c.kind().noun()
                        + " "
                        + c.id()
                        + "; "
                        + c.provider().plugin()
                        + " "
                        + c.provider().version()
                        + " did, but "
                        + why;
        return new Contribution(
                c.kind(),
                c.id(),
                c.title(),
                c.description(),
                c.provider(),
                c.inputSchema(),
                c.outputSchema(),
                c.timeout(),
                c.heartbeat(),
                c.retry(),
                null,
                false,
                reason);
    }
}
