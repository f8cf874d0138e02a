package dev.gantry.plugins.host;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.PluginChange;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredNote;
import dev.gantry.spi.store.StoredPolicy;
import dev.gantry.spi.store.StoredRevision;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
    /** Who does what nobody asked for. */
    static final String GANTRY = "gantry";

    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    private final PluginStore store;
    private final Events events;
    private final InstantSource clock;
    private final Map<String, StoredRevision> records = new ConcurrentHashMap<>();
    private final Map<String, String> routes = new ConcurrentHashMap<>();
    private final Map<String, StoredPolicy> policies = new ConcurrentHashMap<>();
    private final RevisionGauges gauges;
    private final Map<String, CompletableFuture<StoredRevision>> outcomes =
            new ConcurrentHashMap<>();

    Registry(PluginStore store, Events events, Meters meters, InstantSource clock) {
        this.store = store;
        this.events = events;
        this.gauges = new RevisionGauges(meters);
        this.clock = clock;
        store.revisions().forEach(r -> records.put(r.sha256(), r));
        routes.putAll(store.routes());
        store.policies().forEach(p -> policies.put(p.plugin(), p));
        records.values().forEach(gauges::show);
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

    /** What was decided about a plugin. */
    StoredPolicy policy(String plugin) {
        return policies.getOrDefault(plugin, StoredPolicy.none(plugin));
    }

    /** A plugin's history, newest first. */
    List<StoredNote> history(String plugin, long before, int limit) {
        return store.notes(plugin, before, limit);
    }

    /** Shows a revision that is on its way in; nothing is written. */
    void show(StoredRevision staged) {
        put(staged, true);
    }

    /** Begins a change by somebody. */
    Change change(String by) {
        return new Change(by);
    }

    /** Writes a record. */
    void save(StoredRevision next) {
        change(GANTRY).revision(next).save(() -> {});
    }

    /** A change of several things in one transaction. */
    final class Change {
        private final String by;
        private final List<StoredRevision> revisions = new ArrayList<>();
        private final Map<String, String> changedRoutes = new HashMap<>();
        private final List<StoredPolicy> changedPolicies = new ArrayList<>();
        private final List<StoredNote> notes = new ArrayList<>();
        private Runnable last = () -> {};

        private Change(String by) {
            this.by = by;
        }

        Change revision(StoredRevision next) {
            revisions.add(next);
            return this;
        }

        /**
         * New work of a plugin goes to a revision.
         *
         * @param sha256 the empty text for none
         */
        Change route(String plugin, String sha256) {
            changedRoutes.put(plugin, sha256);
            return this;
        }

        Change policy(StoredPolicy next) {
            changedPolicies.add(next);
            return this;
        }

        /** Adds a line to a plugin's history, and tells it as an event. */
        Change note(String plugin, StoredRevision about, String what, String text) {
            notes.add(
                    new StoredNote(
                            0,
                            clock.millis(),
                            plugin,
                            about == null ? null : about.version(),
                            about == null ? null : about.sha256(),
                            what,
                            text,
                            by));
            return this;
        }

        /** Does something when all of it can be seen, before those who wait for it go on. */
        Change afterwards(Runnable work) {
            last = work;
            return this;
        }

        /** Writes it, if it is a change at all, then does {@code then}, then tells. */
        void save(Runnable then) {
            List<StoredRevision> stamped = new ArrayList<>();
            List<StoredNote> told = new ArrayList<>(notes);
            boolean write = !notes.isEmpty();
            for (StoredRevision revision : revisions) {
                StoredRevision before = records.get(revision.sha256());
                StoredRevision after = stamp(revision, before);
                write |= !after.equals(before);
                stamped.add(after);
                if (news(after, before)) {
                    told.add(note(after));
                }
            }
            for (Map.Entry<String, String> route : changedRoutes.entrySet()) {
                write |= !route.getValue().equals(routes.getOrDefault(route.getKey(), ""));
            }
            for (StoredPolicy next : changedPolicies) {
                write |= !next.equals(Registry.this.policy(next.plugin()));
            }
            if (write) {
                store.save(new PluginChange(stamped, changedRoutes, changedPolicies, told));
            }
            changedRoutes.forEach(Registry.this::direct);
            changedPolicies.forEach(p -> policies.put(p.plugin(), p));
            then.run();
            for (StoredRevision revision : stamped) {
                put(revision, news(revision, records.get(revision.sha256())));
            }
            notes.forEach(Registry.this::tell);
            last.run();
            stamped.forEach(Registry.this::settle);
        }

        private StoredNote note(StoredRevision r) {
            return new StoredNote(
                    0,
                    clock.millis(),
                    r.plugin(),
                    r.version(),
                    r.sha256(),
                    r.state(),
                    r.reason(),
                    by);
        }
    }

    private void direct(String plugin, String sha256) {
        if (sha256.isEmpty()) {
            routes.remove(plugin);
        } else {
            routes.put(plugin, sha256);
        }
    }

    private void tell(StoredNote note) {
        LOG.info(
                "{}{}: {}{}",
                note.plugin(),
                note.version() == null ? "" : " " + note.version(),
                note.what(),
                note.text() == null ? "" : ": " + note.text());
        events.publish(
                new Event.PluginNoted(
                        Instant.ofEpochMilli(note.at()),
                        note.plugin(),
                        note.version(),
                        note.sha256(),
                        note.what(),
                        note.text()));
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
        gauges.remove(sha256);
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
        gauges.show(revision);
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

    @Override
    public void close() {
        gauges.close();
        outcomes.values().forEach(o -> o.cancel(false));
    }
}
