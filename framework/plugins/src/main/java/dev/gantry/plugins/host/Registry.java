package dev.gantry.plugins.host;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.PluginChange;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredRevision;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The state of all revisions, in memory and on disk. Each change of state is told once: in the log,
 * as an event and in the meters, with the same sentence. Written by the deployer's thread, read by
 * all.
 */
final class Registry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    private final PluginStore store;
    private final Events events;
    private final Meters meters;
    private final InstantSource clock;
    private final Map<String, StoredRevision> records = new ConcurrentHashMap<>();
    private final Map<String, String> routes = new ConcurrentHashMap<>();
    private final Map<String, List<AutoCloseable>> gauges = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<StoredRevision>> outcomes =
            new ConcurrentHashMap<>();

    Registry(PluginStore store, Events events, Meters meters, InstantSource clock) {
        this.store = store;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
        store.revisions().forEach(r -> records.put(r.sha256(), r));
        routes.putAll(store.routes());
        records.values().forEach(this::measure);
    }

    Optional<StoredRevision> get(String sha256) {
        return sha256 == null ? Optional.empty() : Optional.ofNullable(records.get(sha256));
    }

    Collection<StoredRevision> all() {
        return List.copyOf(records.values());
    }

    List<StoredRevision> of(String plugin) {
        return records.values().stream().filter(r -> r.plugin().equals(plugin)).toList();
    }

    /** Ids of all plugins on record. */
    Set<String> plugins() {
        return records.values().stream().map(StoredRevision::plugin).collect(Collectors.toSet());
    }

    /** SHA-256 of the revision that new work of a plugin goes to, or {@code null}. */
    String route(String plugin) {
        return routes.get(plugin);
    }

    static boolean is(StoredRevision revision, RevisionState state) {
        return revision.state().equals(text(state));
    }

    static String text(RevisionState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** A record in another state; its time is set when it is saved. */
    static StoredRevision in(StoredRevision r, RevisionState state, String reason, String detail) {
        return new StoredRevision(
                r.sha256(),
                r.plugin(),
                r.name(),
                r.version(),
                r.file(),
                text(state),
                reason,
                detail,
                r.offers(),
                r.since());
    }

    static StoredRevision at(StoredRevision r, String file) {
        return new StoredRevision(
                r.sha256(),
                r.plugin(),
                r.name(),
                r.version(),
                file,
                r.state(),
                r.reason(),
                r.detail(),
                r.offers(),
                r.since());
    }

    /** Completes when the revision is next active, rejected, retired or quarantined. */
    CompletableFuture<StoredRevision> outcome(String sha256) {
        return outcomes.computeIfAbsent(sha256, s -> new CompletableFuture<>());
    }

    void forgetOutcome(String sha256) {
        outcomes.remove(sha256);
    }

    /** Shows a revision that is on its way in; nothing is written. */
    void show(StoredRevision staged) {
        put(staged, true);
    }

    /**
     * Writes what changed in one transaction, then does {@code then}, then tells.
     *
     * @param changedRoutes plugin id to SHA-256; the empty text removes a route
     */
    void save(List<StoredRevision> next, Map<String, String> changedRoutes, Runnable then) {
        List<StoredRevision> stamped = new ArrayList<>();
        boolean write = false;
        for (StoredRevision revision : next) {
            StoredRevision before = records.get(revision.sha256());
            StoredRevision after = stamp(revision, before);
            write |= !after.equals(before);
            stamped.add(after);
        }
        for (Map.Entry<String, String> route : changedRoutes.entrySet()) {
            write |= !route.getValue().equals(routes.getOrDefault(route.getKey(), ""));
        }
        if (write) {
            store.save(new PluginChange(stamped, changedRoutes, List.of(), List.of()));
        }
        changedRoutes.forEach(
                (plugin, sha) -> {
                    if (sha.isEmpty()) {
                        routes.remove(plugin);
                    } else {
                        routes.put(plugin, sha);
                    }
                });
        then.run();
        for (StoredRevision revision : stamped) {
            put(revision, news(revision, records.get(revision.sha256())));
            settle(revision);
        }
    }

    void save(StoredRevision next) {
        save(List.of(next), Map.of(), () -> {});
    }

    /** Forgets a revision whose file is gone, and tells so. */
    void forget(StoredRevision revision, String reason) {
        StoredRevision last = in(revision, RevisionState.RETIRED, reason, null);
        put(stamp(last, revision), true);
        erase(revision.sha256());
    }

    /** Forgets a revision without a word. */
    void erase(String sha256) {
        records.remove(sha256);
        close(gauges.remove(sha256));
        store.forget(List.of(sha256));
    }

    private StoredRevision stamp(StoredRevision next, StoredRevision before) {
        long since = news(next, before) ? clock.millis() : before.since();
        return new StoredRevision(
                next.sha256(),
                next.plugin(),
                next.name(),
                next.version(),
                next.file(),
                next.state(),
                next.reason(),
                next.detail(),
                next.offers(),
                since);
    }

    private static boolean news(StoredRevision next, StoredRevision before) {
        return before == null
                || !next.state().equals(before.state())
                || !Objects.equals(next.reason(), before.reason());
    }

    private void put(StoredRevision revision, boolean tell) {
        records.put(revision.sha256(), revision);
        if (!tell) {
            return;
        }
        measure(revision);
        log(revision);
        events.publish(
                new Event.PluginChanged(
                        clock.instant(),
                        revision.plugin(),
                        revision.version(),
                        revision.sha256(),
                        revision.file(),
                        RevisionState.valueOf(revision.state().toUpperCase(Locale.ROOT)),
                        revision.reason()));
    }

    private static void log(StoredRevision r) {
        String line =
                r.plugin()
                        + (r.version() == null ? "" : " " + r.version())
                        + ": "
                        + r.state()
                        + (r.reason() == null ? "" : ": " + r.reason());
        if (is(r, RevisionState.REJECTED) || is(r, RevisionState.QUARANTINED)) {
            LOG.warn("{}", line);
        } else {
            LOG.info("{}", line);
        }
    }

    private void settle(StoredRevision revision) {
        if (!is(revision, RevisionState.STAGED) && !is(revision, RevisionState.DRAINING)) {
            CompletableFuture<StoredRevision> waiting = outcomes.remove(revision.sha256());
            if (waiting != null) {
                waiting.complete(revision);
            }
        }
    }

    private void measure(StoredRevision r) {
        close(gauges.remove(r.sha256()));
        if (is(r, RevisionState.RETIRED)) {
            return;
        }
        String version = r.version() == null ? "" : r.version();
        List<AutoCloseable> now = new ArrayList<>();
        now.add(
                meters.gauge(
                        "gantry_plugin_state",
                        "Revisions of plugins by state",
                        () -> 1,
                        "plugin",
                        r.plugin(),
                        "version",
                        version,
                        "state",
                        r.state()));
        if (is(r, RevisionState.ACTIVE)) {
            now.add(
                    meters.gauge(
                            "gantry_plugin_info",
                            "Active plugins",
                            () -> 1,
                            "plugin",
                            r.plugin(),
                            "version",
                            version,
                            "hash",
                            r.sha256().substring(0, 12)));
        }
        gauges.put(r.sha256(), now);
    }

    private static void close(List<AutoCloseable> all) {
        if (all == null) {
            return;
        }
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.warn("a gauge cannot be removed", e);
            }
        }
    }

    @Override
    public void close() {
        gauges.values().forEach(Registry::close);
        gauges.clear();
        outcomes.values().forEach(o -> o.cancel(false));
    }
}
