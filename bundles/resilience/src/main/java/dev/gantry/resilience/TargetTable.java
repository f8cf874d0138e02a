package dev.gantry.resilience;

import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.resilience.TargetClosedException;
import dev.gantry.spi.resilience.TargetSpec;
import dev.gantry.spi.resilience.TargetStatus;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.QuotaStore;
import dev.gantry.spi.store.StoredQuota;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The targets of this node. Thread-safe. */
final class TargetTable implements Targets, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TargetTable.class);
    private static final String SCOPE = "target";
    private static final int MOST = 1000;
    private static final Pattern NAME = Pattern.compile("(task:)?[a-z0-9][a-z0-9._-]{0,99}");

    private final QuotaStore store;
    private final Events events;
    private final Meters meters;
    private final InstantSource clock;
    private final SpecJson json = new SpecJson();
    private final ConcurrentHashMap<String, Target> targets = new ConcurrentHashMap<>();

    TargetTable(QuotaStore store, Events events, Meters meters, InstantSource clock) {
        this.store = store;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
    }

    /** Takes over what people set, on this node or others; the state of what is as before stays. */
    synchronized void load() {
        Set<String> set = new HashSet<>();
        for (StoredQuota row : store.quotas()) {
            if (row.scope().equals(SCOPE)) {
                set.add(row.name());
                become(row.name(), spec(row), row.version());
            }
        }
        targets.values().stream()
                .filter(target -> target.version() > 0 && !set.contains(target.name()))
                .forEach(target -> target.become(TargetSpec.DEFAULT, 0));
    }

    private TargetSpec spec(StoredQuota row) {
        try {
            return json.read(row.spec());
        } catch (RuntimeException e) {
            LOG.error(
                    "What was set for target {} cannot be read; it has the default until it is set"
                            + " anew",
                    row.name(),
                    e);
            return TargetSpec.DEFAULT;
        }
    }

    private void become(String name, TargetSpec spec, long version) {
        Target target = targets.computeIfAbsent(name, its -> target(its, spec, version));
        if (target.version() != version || !target.spec().equals(spec)) {
            target.become(spec, version);
        }
    }

    private Target target(String name, TargetSpec spec, long version) {
        return new Target(name, spec, version, meters, events, clock);
    }

    private static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new GantryException(
                    Code.INVALID,
                    "A target's name has 1 to 100 lower-case letters, digits, dots, dashes and"
                            + " underscores, and begins with a letter or digit, unlike \""
                            + name.substring(0, Math.min(100, name.length()))
                            + "\"");
        }
    }

    private Target known(String name) {
        Target known = targets.get(name);
        if (known != null) {
            return known;
        }
        room(name);
        return targets.computeIfAbsent(name, its -> target(its, TargetSpec.DEFAULT, 0));
    }

    private void room(String name) {
        check(name);
        if (targets.size() >= MOST) {
            throw new GantryException(
                    Code.INVALID,
                    "There are "
                            + MOST
                            + " targets already, and "
                            + name
                            + " is one more; name what is called, not each call of it (those that"
                            + " nobody set are forgotten by a restart)");
        }
    }

    @Override
    public Pass enter(String name) throws TargetClosedException, InterruptedException {
        return known(name).enter();
    }

    @Override
    public List<TargetStatus> list() {
        return targets.values().stream()
                .map(Target::status)
                .sorted(Comparator.comparing(TargetStatus::name))
                .toList();
    }

    @Override
    public Optional<TargetStatus> find(String name) {
        return Optional.ofNullable(targets.get(name)).map(Target::status);
    }

    @Override
    public synchronized TargetStatus set(String name, TargetSpec spec, OptionalLong expected) {
        if (name.startsWith("task:") && (spec.rate() > 0 || spec.concurrent() > 0)) {
            throw new GantryException(
                    Code.INVALID,
                    "A task type has its rate and number among its own limits; leave rate and"
                            + " concurrent out here, and use gantry task limits");
        }
        Target target = targets.get(name);
        if (target == null) {
            room(name);
        }
        long version = target == null ? 0 : target.version();
        check(name, version, expected);
        if (!join(store.put(new StoredQuota(SCOPE, name, json.write(spec), version + 1)))) {
            throw conflict(name, version);
        }
        become(name, spec, version + 1);
        return targets.get(name).status();
    }

    private static GantryException conflict(String name, long version) {
        return new GantryException(
                Code.CONFLICT,
                "Target " + name + " has version " + version + " now; look at it and try again");
    }

    private static void check(String name, long version, OptionalLong expected) {
        if (expected.isPresent() && expected.getAsLong() != version) {
            throw conflict(name, version);
        }
    }

    @Override
    public synchronized void unset(String name, OptionalLong expected) {
        Target target = targets.get(name);
        if (target == null || target.version() == 0) {
            throw new GantryException(
                    Code.NOT_FOUND, "Nobody set how target " + name + " is spared");
        }
        check(name, target.version(), expected);
        if (!join(store.delete(SCOPE, name, target.version()))) {
            throw conflict(name, target.version());
        }
        target.become(TargetSpec.DEFAULT, 0);
    }

    @Override
    public TargetStatus reset(String name) {
        Target target = targets.get(name);
        if (target == null) {
            throw new GantryException(
                    Code.NOT_FOUND,
                    "No task called a target "
                            + name
                            + ", and nobody set it; gantry target list"
                            + " shows all");
        }
        target.reset();
        return target.status();
    }

    private static boolean join(CompletableFuture<Boolean> write) {
        try {
            return write.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof GantryException known) {
                throw known;
            }
            throw e;
        }
    }

    @Override
    public void close() throws Exception {
        for (Target target : targets.values()) {
            target.close();
        }
    }
}
