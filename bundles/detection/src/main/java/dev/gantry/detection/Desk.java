package dev.gantry.detection;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.Checks;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.CheckStore;
import dev.gantry.spi.store.StoredCheck;
import dev.gantry.spi.store.StoredVerdict;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes changes of checks: examines them, writes them and hands them to the {@link Inspector}. One
 * change at a time. A row that cannot be read is logged and left alone until somebody replaces or
 * deletes it. Thread-safe.
 */
final class Desk implements Checks {

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]{0,99}");
    private static final int LABELS = 32;
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** So many verdicts are searched at a start for the latest that a detector gave. */
    private static final int SEARCHED = 50;

    private final CheckStore store;
    private final Catalog catalog;
    private final Roster roster;
    private final Inspector inspector;
    private final InstantSource clock;
    private final CheckJson json;
    private final ReentrantLock changes = new ReentrantLock();
    private final Map<String, StoredCheck> unreadable = new ConcurrentHashMap<>();

    /** Loads all checks; those that missed their time are due soon. */
    Desk(
            CheckStore store,
            Catalog catalog,
            Roster roster,
            Inspector inspector,
            InstantSource clock,
            CheckJson json) {
        this.store = store;
        this.catalog = catalog;
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
        changes.lock();
        try {
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
        } finally {
            changes.unlock();
        }
    }

    @Override
    public List<Check> list() {
        return roster.list();
    }

    @Override
    public Optional<Check> find(String id) {
        return roster.find(id);
    }

    @Override
    public Check put(String id, CheckSpec spec, OptionalLong ifVersion) {
        check(id, spec);
        validate(spec);
        changes.lock();
        try {
            StoredCheck old =
                    roster.watched(id).map(check -> check.row).orElseGet(() -> unreadable.get(id));
            long version = old == null ? 0 : old.version();
            expect(id, ifVersion);
            Instant now = Instant.ofEpochMilli(clock.instant().toEpochMilli());
            StoredCheck row =
                    new StoredCheck(
                            id,
                            json.write(spec),
                            version + 1,
                            old == null ? now.toEpochMilli() : old.created());
            if (!await(id, () -> store.put(row))) {
                throw new GantryException(
                        Code.CONFLICT,
                        "check " + id + " is otherwise on disk; read it and try again");
            }
            unreadable.remove(id);
            inspector.watch(new Watched(row, spec), spec.paused() ? null : now);
            return roster.find(id).orElseThrow(() -> unknown(id));
        } finally {
            changes.unlock();
        }
    }

    @Override
    public void delete(String id, OptionalLong ifVersion) {
        changes.lock();
        try {
            Optional<Watched> old = roster.watched(id);
            if (old.isEmpty() && !unreadable.containsKey(id)) {
                throw unknown(id);
            }
            expect(id, ifVersion);
            if (!deleted(id, old)) {
                throw unknown(id);
            }
            unreadable.remove(id);
        } finally {
            changes.unlock();
        }
    }

    /** One that cannot be read counts as none, as nobody is shown it. */
    private void expect(String id, OptionalLong ifVersion) {
        long version = roster.watched(id).map(check -> check.row.version()).orElse(0L);
        if (ifVersion.isPresent() && ifVersion.getAsLong() != version) {
            throw version(id, version, ifVersion.getAsLong());
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
                return read(check, most);
            }
        };
    }

    @Override
    public List<CheckVerdict> verdicts(String id, int limit) {
        if (limit < 1 || limit > Scribe.KEPT) {
            throw new GantryException(
                    Code.INVALID, "limit: expected 1 to " + Scribe.KEPT + ", got " + limit);
        }
        if (roster.watched(id).isEmpty()) {
            throw unknown(id);
        }
        return read(id, limit);
    }

    private List<CheckVerdict> read(String id, int limit) {
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
            List<CheckVerdict> verdicts = read(row.id(), SEARCHED);
            verdicts.stream().findFirst().ifPresent(last -> check.last = last);
            verdicts.stream()
                    .filter(Watched::byDetector)
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

    private static void check(String id, CheckSpec spec) {
        String problem = null;
        if (!ID.matcher(id).matches()) {
            problem =
                    "id \""
                            + id
                            + "\": expected lower-case letters, digits, dots and dashes, a letter"
                            + " or digit first, at most 100";
        } else if (spec.interval().compareTo(LONGEST) > 0) {
            problem = "interval: expected at most " + LONGEST + ", got " + spec.interval();
        } else if (spec.timeout().compareTo(LONGEST) > 0) {
            problem = "timeout: expected at most " + LONGEST + ", got " + spec.timeout();
        } else if (spec.labels().size() > LABELS) {
            problem = "labels: expected at most " + LABELS + ", got " + spec.labels().size();
        }
        if (problem != null) {
            throw new GantryException(Code.INVALID, problem);
        }
    }

    private void validate(CheckSpec spec) {
        if (catalog.find(Kind.DETECTOR, spec.detector()).isEmpty()) {
            throw catalog.unknown(Kind.DETECTOR, spec.detector());
        }
        List<FieldError> errors = catalog.validate(Kind.DETECTOR, spec.detector(), spec.config());
        if (!errors.isEmpty()) {
            FieldError first = errors.getFirst();
            throw new GantryException(
                    Code.REFUSED,
                    "the configuration does not fit "
                            + spec.detector()
                            + ": "
                            + (first.pointer().isEmpty() ? "" : first.pointer() + ": ")
                            + first.message(),
                    errors);
        }
    }

    private boolean deleted(String id, Optional<Watched> old) {
        try {
            return await(id, () -> inspector.unwatch(id, () -> store.delete(id)));
        } catch (GantryException e) {
            old.ifPresent(check -> inspector.watch(check, check.resumed(clock.instant())));
            throw e;
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

    private static GantryException unknown(String id) {
        return new GantryException(Code.NOT_FOUND, "there is no check " + id);
    }

    private static GantryException version(String id, long now, long wanted) {
        String is = now == 0 ? "does not exist" : "is at version " + now;
        String not = wanted == 0 ? "and must not exist" : "not at " + wanted;
        return new GantryException(
                Code.CONFLICT, "check " + id + " " + is + ", " + not + "; read it and try again");
    }
}
