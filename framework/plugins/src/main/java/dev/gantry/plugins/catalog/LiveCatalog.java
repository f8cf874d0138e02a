package dev.gantry.plugins.catalog;

import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.SchemaValidator;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.CatalogListener;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredRevision;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The catalogue in memory. Readers see one immutable table and take no lock; the deployer alone
 * replaces it. What a gone plugin offered stays in it, from the record, as unavailable.
 */
@Component(service = {Catalog.class, LiveCatalog.class})
public final class LiveCatalog implements Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCatalog.class);

    private record Key(Kind kind, String id) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byKind = kind.compareTo(other.kind);
            return byKind != 0 ? byKind : id.compareTo(other.id);
        }
    }

    private record Entry(
            Contribution contribution, Schema schema, LiveRevision live, Offering offering) {}

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<ServiceReference<CatalogListener>> listeners = List.of();

    private final BundleContext context;

    private volatile Map<Kind, Map<String, Entry>> table = Map.of();

    /** Starts with what is on record, as unavailable. */
    @Activate
    public LiveCatalog(BundleContext context, @Reference PluginStore store) {
        this.context = context;
        Map<String, String> routes = store.routes();
        Map<Key, Entry> entries = new TreeMap<>();
        store.revisions().stream()
                .filter(r -> r.version() != null)
                .sorted(
                        Comparator.<StoredRevision, Boolean>comparing(
                                        r -> r.sha256().equals(routes.get(r.plugin())))
                                .thenComparing(StoredRevision::since))
                .forEach(r -> recall(r, entries));
        publish(entries);
    }

    private static void recall(StoredRevision revision, Map<Key, Entry> entries) {
        RevisionRef ref = new RevisionRef(revision.plugin(), revision.version(), revision.sha256());
        String why =
                switch (revision.state()) {
                    case "active" -> "Gantry is starting";
                    default ->
                            revision.state()
                                    + (revision.reason() == null ? "" : ": " + revision.reason());
                };
        for (Contribution contribution : OffersJson.read(revision.offers(), ref, null)) {
            entries.put(
                    new Key(contribution.kind(), contribution.id()),
                    new Entry(
                            unavailable(contribution, why),
                            Schema.parse(contribution.inputSchema()),
                            null,
                            null));
        }
    }

    @Override
    public List<Contribution> list(Kind kind) {
        return table.getOrDefault(kind, Map.of()).values().stream()
                .map(Entry::contribution)
                .sorted(Comparator.comparing(Contribution::id))
                .toList();
    }

    @Override
    public Optional<Contribution> find(Kind kind, String id) {
        return Optional.ofNullable(entry(kind, id)).map(Entry::contribution);
    }

    @Override
    public List<FieldError> validate(Kind kind, String id, String json) {
        Entry entry = entry(kind, id);
        if (entry == null) {
            throw unknown(kind, id);
        }
        return SchemaValidator.validate(entry.schema(), json);
    }

    @Override
    public Lease lease(Kind kind, String id, Selection selection) throws NoProviderException {
        while (true) {
            Entry entry = entry(kind, id);
            if (entry == null) {
                throw new NoProviderException(unknown(kind, id).getMessage());
            }
            LiveRevision live = entry.live();
            if (live == null) {
                throw new NoProviderException(entry.contribution().reason());
            }
            if (live.acquire()) {
                return new OpenLease(live, entry.offering());
            }
            // it began to drain in between, so the table has changed already
            Thread.onSpinWait();
        }
    }

    @Override
    public int limit(String plugin) {
        return 0;
    }

    private static String noun(Kind kind) {
        return kind == Kind.TASK ? "task type" : "detector";
    }

    private Entry entry(Kind kind, String id) {
        Map<String, Entry> entries = table.get(kind);
        return entries == null || id == null ? null : entries.get(id);
    }

    /**
     * The active plugin that offers something, other than {@code plugin}; empty if there is none.
     */
    public Optional<RevisionRef> offeredByOther(Offering offering, String plugin) {
        Entry entry = entry(offering.kind(), offering.id());
        return entry == null || entry.live() == null
                ? Optional.empty()
                : Optional.of(entry.live().ref()).filter(r -> !r.plugin().equals(plugin));
    }

    /**
     * Routes new work to a revision, and away from the one of the same plugin that had it, in one
     * step. Called by the deployer's thread only.
     */
    public void route(LiveRevision live) {
        Map<Key, Entry> entries = snapshot();
        List<Key> changed = new ArrayList<>();
        for (Offering o : live.offerings()) {
            Key key = new Key(o.kind(), o.id());
            Contribution contribution =
                    new Contribution(
                            o.kind(),
                            o.id(),
                            o.title(),
                            o.description(),
                            live.ref(),
                            o.inputSchema(),
                            o.outputSchema(),
                            o.timeout(),
                            o.retry(),
                            true,
                            null);
            entries.put(key, new Entry(contribution, o.schema(), live, o));
            changed.add(key);
        }
        entries.replaceAll(
                (key, entry) -> {
                    boolean dropped =
                            entry.live() != live
                                    && entry.contribution()
                                            .provider()
                                            .plugin()
                                            .equals(live.ref().plugin());
                    if (!dropped) {
                        return entry;
                    }
                    changed.add(key);
                    return retired(
                            entry, "version " + live.ref().version() + " no longer offers it");
                });
        publish(entries);
        tell(changed);
    }

    /** Takes all that a plugin offers out of service. Called by the deployer's thread only. */
    public void withdraw(String plugin, String why) {
        Map<Key, Entry> entries = snapshot();
        List<Key> changed = new ArrayList<>();
        entries.replaceAll(
                (key, entry) -> {
                    if (!entry.contribution().provider().plugin().equals(plugin)) {
                        return entry;
                    }
                    changed.add(key);
                    return retired(entry, why);
                });
        publish(entries);
        tell(changed);
    }

    private static Entry retired(Entry entry, String why) {
        return new Entry(unavailable(entry.contribution(), why), entry.schema(), null, null);
    }

    private static Contribution unavailable(Contribution c, String why) {
        String reason =
                "no active plugin offers the "
                        + noun(c.kind())
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
                c.retry(),
                false,
                reason);
    }

    private Map<Key, Entry> snapshot() {
        Map<Key, Entry> entries = new TreeMap<>();
        table.forEach((kind, byId) -> byId.forEach((id, e) -> entries.put(new Key(kind, id), e)));
        return entries;
    }

    private void publish(Map<Key, Entry> entries) {
        Map<Kind, Map<String, Entry>> next = new java.util.EnumMap<>(Kind.class);
        entries.forEach(
                (key, entry) ->
                        next.computeIfAbsent(key.kind(), k -> new java.util.HashMap<>())
                                .put(key.id(), entry));
        table = next;
    }

    private void tell(List<Key> changed) {
        for (Key key : changed) {
            for (ServiceReference<CatalogListener> reference : listeners) {
                tell(key, reference);
            }
        }
    }

    /**
     * Listeners need this catalogue themselves, so they are taken when there is something to say.
     */
    private void tell(Key key, ServiceReference<CatalogListener> reference) {
        try {
            CatalogListener listener = context.getService(reference);
            if (listener != null) {
                listener.changed(key.kind(), key.id());
                context.ungetService(reference);
            }
        } catch (RuntimeException e) {
            LOG.warn("a listener of the catalogue failed on {}", key.id(), e);
        }
    }
}
