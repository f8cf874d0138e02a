package dev.gantry.detection;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.CheckStore;
import dev.gantry.spi.store.StoredCheck;
import dev.gantry.spi.store.StoredVerdict;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The checks on disk, taken from there and put there. A row that cannot be read is logged and left
 * alone until somebody replaces or deletes it. For one change at a time.
 */
final class Shelf {

    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

    /** So many verdicts are searched at a start for the latest that a detector gave. */
    private static final int SEARCHED = 50;

    private final CheckStore store;
    private final Roster roster;
    private final Inspector inspector;
    private final InstantSource clock;
    private final CheckJson json;
    private final Map<String, StoredCheck> unreadable = new ConcurrentHashMap<>();

    /** Loads all checks; those that missed their time are due soon. */
    Shelf(
            CheckStore store,
            Roster roster,
            Inspector inspector,
            InstantSource clock,
            CheckJson json) {
        this.store = store;
        this.roster = roster;
        this.inspector = inspector;
        this.clock = clock;
        this.json = json;
        store.checks().forEach(this::load);
    }

    /**
     * Takes over what other nodes changed.
     *
     * @param verdicts whether they also gave verdicts
     */
    void reload(boolean verdicts) {
        Map<String, StoredCheck> stored =
                store.checks().stream().collect(Collectors.toMap(StoredCheck::id, row -> row));
        for (Check known : roster.list()) {
            if (!stored.containsKey(known.id())) {
                inspector.unwatch(known.id(), () -> null);
            }
        }
        for (StoredCheck row : stored.values()) {
            long known = roster.watched(row.id()).map(c -> c.row.version()).orElse(0L);
            if (verdicts || known != row.version()) {
                unreadable.remove(row.id());
                load(row);
            }
        }
    }

    /** What is on disk of a check, readable or not. */
    Optional<StoredCheck> row(String id) {
        return roster.watched(id)
                .map(check -> check.row)
                .or(() -> Optional.ofNullable(unreadable.get(id)));
    }

    /** A check on its way to the disk. */
    record Writing(StoredCheck row, CheckSpec spec, CompletableFuture<Boolean> written) {}

    /**
     * Begins to write a check.
     *
     * @param file that it is from, or {@code null}
     */
    Writing write(String id, CheckSpec spec, String file) {
        Optional<StoredCheck> old = row(id);
        StoredCheck row =
                new StoredCheck(
                        id,
                        json.write(spec),
                        old.map(StoredCheck::version).orElse(0L) + 1,
                        old.map(StoredCheck::created).orElse(clock.instant().toEpochMilli()),
                        file);
        CompletableFuture<Boolean> written;
        try {
            written = store.put(row);
        } catch (RuntimeException e) {
            written = CompletableFuture.failedFuture(e);
        }
        return new Writing(row, spec, written);
    }

    /**
     * Waits until a check is on disk, and has it inspected from now on.
     *
     * @param soon whether it waits a little as others come with it
     * @throws GantryException {@code CONFLICT}, {@code UNAVAILABLE}
     */
    void finish(Writing writing, boolean soon) {
        String id = writing.row().id();
        if (!await(id, writing::written)) {
            throw new GantryException(
                    Code.CONFLICT, "check " + id + " is otherwise on disk; read it and try again");
        }
        unreadable.remove(id);
        Watched check = new Watched(writing.row(), writing.spec());
        Instant now = Instant.ofEpochMilli(clock.instant().toEpochMilli());
        Instant due = soon ? check.rhythm.soon(now) : now;
        inspector.watch(check, check.spec.paused() ? null : due);
    }

    /** Deletes a check and its verdicts; false if it was not on disk. */
    boolean delete(String id) {
        Optional<Watched> old = roster.watched(id);
        try {
            boolean there = await(id, () -> inspector.unwatch(id, () -> store.delete(id)));
            unreadable.remove(id);
            return there;
        } catch (GantryException e) {
            old.ifPresent(check -> inspector.watch(check, check.resumed(clock.instant())));
            throw e;
        }
    }

    /** What there is of checks, for who assesses them. */
    Assessor.View view() {
        return new Assessor.View() {
            @Override
            public Optional<Check> find(String check) {
                return roster.find(check);
            }

            @Override
            public List<CheckVerdict> past(String check, int most) {
                return verdicts(check, most);
            }
        };
    }

    /** The latest verdicts of a check, newest first. */
    List<CheckVerdict> verdicts(String id, int limit) {
        List<CheckVerdict> verdicts = new ArrayList<>();
        for (StoredVerdict row : store.verdicts(id, limit)) {
            try {
                verdicts.add(json.verdict(row));
            } catch (RuntimeException e) {
                LOG.warn("a verdict of check {} cannot be read: {}", id, e.getMessage());
            }
        }
        return verdicts;
    }

    private void load(StoredCheck row) {
        try {
            Watched check = new Watched(row, json.spec(row.spec()));
            List<CheckVerdict> verdicts = verdicts(row.id(), 1);
            if (verdicts.stream().noneMatch(CheckVerdict::byDetector)) {
                verdicts = verdicts(row.id(), SEARCHED);
            }
            verdicts.stream().findFirst().ifPresent(last -> check.last = last);
            verdicts.stream()
                    .filter(CheckVerdict::byDetector)
                    .findFirst()
                    .ifPresent(judged -> check.judged = judged);
            inspector.watch(check, check.resumed(clock.instant()));
        } catch (RuntimeException e) {
            unreadable.put(row.id(), row);
            LOG.error(
                    "check {} cannot be read and is not inspected; put it anew or delete it: {}",
                    row.id(),
                    e.getMessage());
        }
    }

    private static <T> T await(String id, Supplier<CompletableFuture<T>> write) {
        try {
            return write.get().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof GantryException refused
                    ? refused
                    : unavailable(id, e.getCause());
        } catch (GantryException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unavailable(id, e);
        }
    }

    private static GantryException unavailable(String id, Throwable cause) {
        return new GantryException(
                Code.UNAVAILABLE, "check " + id + " could not be stored: " + cause, cause);
    }
}
