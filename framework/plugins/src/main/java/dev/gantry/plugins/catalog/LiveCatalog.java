package dev.gantry.plugins.catalog;

import dev.gantry.plugins.schema.SchemaValidator;
import dev.gantry.plugins.schema.Secrets;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.CatalogListener;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.catalog.NotYetException;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.health.StartupFailure;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredPolicy;
import dev.gantry.spi.store.StoredRevision;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The catalogue in memory. Readers see one immutable table and take no lock; the deployer alone
 * replaces it. What a gone plugin offered stays in it, from the record, as unavailable.
 */
@Component(service = {Catalog.class, LiveCatalog.class})
public final class LiveCatalog implements Catalog {
    private static final String DISABLED =
            "the plugin was disabled by an operator: gantry plugin enable ";

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<ServiceReference<CatalogListener>> listeners = List.of();

    private final CatalogBell bell;
    private final Intents intents;
    private final Suspects suspects;
    private final InstantSource clock = InstantSource.system();
    private final Map<String, LiveRevision> living = new ConcurrentHashMap<>();
    private final Map<String, RevisionRef> interrupted = new ConcurrentHashMap<>();
    private final Map<String, Canary> canaries = new ConcurrentHashMap<>();
    private final Map<String, Set<CatalogTable.Key>> stays = new ConcurrentHashMap<>();
    private final Map<String, StoredPolicy> policies = new ConcurrentHashMap<>();
    private volatile CatalogTable table;
    private volatile Recall recall;
    private volatile OpenLease.Shared shared;

    /** A revision that takes some of the new work. */
    private record Canary(LiveRevision live, Predicate<Selection> takes) {}

    private static IOException told(BundleContext context, Path data, IOException failure) {
        String reason =
                data
                        + " cannot be written ("
                        + failure.getMessage()
                        + "); free some space there, or give Gantry's user the right to write it";
        context.registerService(
                StartupFailure.class,
                new StartupFailure() {},
                new Hashtable<>(Map.of(StartupFailure.REASON, reason)));
        return failure;
    }

    /** Starts with what is on record, as unavailable. */
    @Activate
    public LiveCatalog(BundleContext context, @Reference PluginStore store) throws IOException {
        this.bell = new CatalogBell(context, () -> listeners);
        Path data = new Settings(context::getProperty).home().resolve("data");
        try {
            this.intents = new Intents(Files.createDirectories(data).resolve("intents"));
            this.suspects = new Suspects(data.resolve("suspects"), clock.instant(), intents.last());
        } catch (IOException e) {
            throw told(context, data, e);
        }
        this.shared = new OpenLease.Shared(intents, (revision, offence, work, detail) -> {});
        List<StoredRevision> records = store.revisions();
        this.table = CatalogTable.recalled(records, store.routes());
        store.policies().forEach(p -> policies.put(p.plugin(), p));
        for (Intents.Intent intent : intents.last()) {
            records.stream()
                    .filter(r -> r.sha256().equals(intent.sha256()))
                    .map(r -> new RevisionRef(r.plugin(), r.version(), r.sha256()))
                    .findFirst()
                    .ifPresent(ref -> interrupted.put(intent.work(), ref));
        }
    }

    /** An orderly end. */
    @Deactivate
    public void stop() {
        intents.close();
        suspects.clear();
    }

    /** What was under way when the process before this one ended without order. */
    public List<Intents.Intent> interrupted() {
        return intents.last();
    }

    /** What was under way at several such ends in a row. */
    public Suspects suspects() {
        return suspects;
    }

    /** From now on revisions can be brought back, and what they do wrong is heard. */
    public void open(Recall recalls, Accuser accuses) {
        shared = new OpenLease.Shared(intents, accuses);
        recall = recalls;
        stays.keySet().forEach(this::changed);
    }

    @Override
    public List<Contribution> list(Kind kind) {
        return table.list(kind);
    }

    @Override
    public Optional<Contribution> find(Kind kind, String id) {
        return Optional.ofNullable(table.entry(kind, id)).map(CatalogTable.Entry::contribution);
    }

    @Override
    public List<FieldError> validate(Kind kind, String id, String json) {
        CatalogTable.Entry entry = table.entry(kind, id);
        if (entry == null) {
            throw unknown(kind, id);
        }
        return SchemaValidator.validate(entry.schema(), json);
    }

    @Override
    public Set<String> secrets(Kind kind, String id, String json) {
        CatalogTable.Entry entry = table.entry(kind, id);
        return entry == null ? Set.of() : Secrets.in(entry.schema(), json);
    }

    @Override
    public String shown(Kind kind, String id, String json) {
        CatalogTable.Entry entry = table.entry(kind, id);
        return entry == null ? json : Secrets.hide(entry.schema(), json);
    }

    @Override
    public String restored(Kind kind, String id, String json, String before) {
        CatalogTable.Entry entry = table.entry(kind, id);
        return entry == null ? json : Secrets.restore(entry.schema(), json, before);
    }

    @Override
    public Lease lease(Kind kind, String id, Selection selection) throws NoProviderException {
        if (suspects.any()) {
            wait(selection.work());
        }
        RevisionRef died =
                interrupted.isEmpty() || kind != Kind.TASK
                        ? null
                        : interrupted.get(selection.work());
        RevisionRef pinned = selection.pinned() == null ? died : selection.pinned();
        Lease lease = pinned == null ? null : again(kind, id, pinned, selection.work(), died);
        if (lease == null) {
            lease = fresh(kind, id, selection, died);
        }
        if (died != null) {
            interrupted.remove(selection.work());
        }
        return lease;
    }

    /** A lease on the revision that new work goes to. */
    private Lease fresh(Kind kind, String id, Selection selection, RevisionRef died)
            throws NoProviderException {
        while (true) {
            CatalogTable.Entry entry = table.entry(kind, id);
            if (entry == null) {
                throw new NoProviderException(unknown(kind, id).getMessage());
            }
            LiveRevision live = entry.live();
            if (live == null) {
                throw new NoProviderException(entry.contribution().reason());
            }
            Canary canary = canaries.isEmpty() ? null : canaries.get(live.ref().plugin());
            if (canary != null && canary.takes().test(selection)) {
                Offering offering = canary.live().offering(kind, id);
                if (offering != null && canary.live().acquire()) {
                    return open(canary.live(), offering, selection.work(), died);
                }
            }
            if (live.acquire()) {
                return open(live, entry.offering(), selection.work(), died);
            }
            // it began to drain in between, so the table has changed already
            Thread.onSpinWait();
        }
    }

    private void wait(String work) throws NotYetException {
        Optional<Instant> until = suspects.until(work).filter(u -> u.isAfter(clock.instant()));
        if (until.isPresent()) {
            throw new NotYetException(
                    "it was under way at the last "
                            + suspects.ends(work)
                            + " ends of the process that had no order, and waits a while",
                    until.get());
        }
    }

    /** A lease on the very revision; {@code null} if that will not come back. */
    private Lease again(Kind kind, String id, RevisionRef pinned, String work, RevisionRef died)
            throws NoProviderException {
        // noted before the look, so that each change after it is told
        stays.computeIfAbsent(pinned.plugin(), plugin -> ConcurrentHashMap.newKeySet())
                .add(new CatalogTable.Key(kind, id));
        if (!enabled(pinned.plugin())) {
            throw new NoProviderException(DISABLED + pinned.plugin());
        }
        LiveRevision live = living.get(pinned.sha256());
        if (live != null) {
            Offering offering = live.offering(kind, id);
            if (offering != null && live.acquireAgain()) {
                return open(live, offering, work, died);
            }
        }
        Recall way = recall;
        if (way == null || way.bring(pinned)) {
            throw new NoProviderException(
                    "its revision "
                            + pinned.plugin()
                            + " "
                            + pinned.version()
                            + " is being brought back");
        }
        return null;
    }

    private Lease open(LiveRevision live, Offering offering, String work, RevisionRef died) {
        return new OpenLease(live, offering, work, died, shared);
    }

    @Override
    public int limit(String plugin) {
        if (policies.isEmpty()) {
            return 0;
        }
        StoredPolicy policy = policies.get(plugin);
        return policy == null ? 0 : policy.limit();
    }

    private boolean enabled(String plugin) {
        StoredPolicy policy = policies.get(plugin);
        return policy == null || policy.enabled();
    }

    /**
     * The active plugin that offers something, other than {@code plugin}; empty if there is none.
     */
    public Optional<RevisionRef> offeredByOther(Offering offering, String plugin) {
        CatalogTable.Entry entry = table.entry(offering.kind(), offering.id());
        return entry == null || entry.live() == null
                ? Optional.empty()
                : Optional.of(entry.live().ref()).filter(r -> !r.plugin().equals(plugin));
    }

    /**
     * Routes new work to a revision, and away from the one of the same plugin that had it, in one
     * step. Called by the deployer's thread only, as all that follows.
     */
    public void route(LiveRevision live) {
        living.put(live.ref().sha256(), live);
        publish(live.ref().plugin(), table.route(live));
    }

    /** Takes all that a plugin offers out of service. */
    public void withdraw(String plugin, String why) {
        publish(plugin, table.withdraw(plugin, why));
    }

    /** A revision is there for work that started on it, and for nothing else. */
    public void hold(LiveRevision live) {
        living.put(live.ref().sha256(), live);
        changed(live.ref().plugin());
    }

    /** A revision is not to be called any more. */
    public void gone(LiveRevision live) {
        living.remove(live.ref().sha256(), live);
    }

    /** A revision takes that part of new work which {@code takes} says. */
    public void split(LiveRevision live, Predicate<Selection> takes) {
        living.put(live.ref().sha256(), live);
        canaries.put(live.ref().plugin(), new Canary(live, takes));
    }

    /** Ends a split: all new work goes where it is routed. */
    public void unsplit(String plugin) {
        canaries.remove(plugin);
    }

    /** What was decided about a plugin changed. */
    public void decided(StoredPolicy policy) {
        policies.put(policy.plugin(), policy);
        changed(policy.plugin());
    }

    /** Whoever has a lease on a revision shall give it back. */
    public void revoke(RevisionRef revision, String why) {
        bell.revoked(revision, why);
    }

    /**
     * Something about what a plugin offers changed: who waits for it may look again, also for a
     * revision whose work another plugin offers by now.
     */
    public void changed(String plugin) {
        tell(plugin, table.keys(plugin));
    }

    private void publish(String plugin, CatalogTable.Change change) {
        table = change.table();
        tell(plugin, change.changed());
    }

    private void tell(String plugin, List<CatalogTable.Key> changed) {
        Set<CatalogTable.Key> keys = new HashSet<>(changed);
        keys.addAll(stays.getOrDefault(plugin, Set.of()));
        keys.forEach(key -> bell.changed(key.kind(), key.id()));
    }
}
