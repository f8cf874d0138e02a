package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Accuser;
import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredNote;
import dev.gantry.spi.store.StoredRevision;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Counts what revisions do wrong beyond failing, and quarantines one that does it again and again:
 * its plugin's work goes back to the version before. Heard on any thread, decided on the
 * deployer's.
 */
final class Offences implements Accuser {
    private static final Set<String> KINDS =
            Set.of(text(Offence.CRASH), text(Offence.HANG), text(Offence.MEMORY));

    /** How many offences within which time are too many. */
    record Tolerance(int limit, Duration window) {}

    private final Registry registry;
    private final Quarantine quarantine;
    private final Tolerance tolerance;
    private final InstantSource clock;
    private final Executor thread;
    private final Map<String, Deque<Long>> times = new HashMap<>();

    Offences(
            Registry registry,
            PluginStore store,
            Quarantine quarantine,
            Tolerance tolerance,
            InstantSource clock,
            Executor thread) {
        this.registry = registry;
        this.quarantine = quarantine;
        this.tolerance = tolerance;
        this.clock = clock;
        this.thread = thread;
        long since = clock.instant().minus(tolerance.window()).toEpochMilli();
        for (StoredNote note : store.notes(KINDS, since)) {
            add(note.sha256(), note.at());
        }
    }

    private static String text(Offence offence) {
        return offence.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void blame(RevisionRef revision, Offence offence, String work, String detail) {
        thread.execute(() -> judge(revision, offence, work + ": " + detail));
    }

    /** Notes an offence and draws the conclusion. On the deployer's thread. */
    void judge(RevisionRef revision, Offence offence, String detail) {
        StoredRevision record = registry.get(revision.sha256()).orElse(null);
        if (record == null) {
            return;
        }
        registry.change(Registry.GANTRY)
                .note(revision.plugin(), record, text(offence), detail)
                .save(() -> {});
        int times = count(record);
        if (times >= tolerance.limit() && !Registry.is(record, RevisionState.QUARANTINED)) {
            quarantine.park(record, why(record, times, text(offence) + " of " + detail));
        }
    }

    private String why(StoredRevision record, int times, String last) {
        return "it went wrong "
                + (times == 1 ? "" : times + " times within " + tolerance.window() + ", at last ")
                + "("
                + last
                + "); mend it and drop a new version, or let it in again with gantry plugin"
                + " activate "
                + record.plugin()
                + " "
                + record.version()
                + " --override";
    }

    /**
     * What the last process ended with. Before anything is deployed.
     *
     * @param proven whether one is not enough
     */
    void charge(String sha256, String detail, boolean proven) {
        StoredRevision record = registry.get(sha256).orElse(null);
        if (record == null || record.version() == null) {
            return;
        }
        registry.change(Registry.GANTRY)
                .note(record.plugin(), record, text(Offence.CRASH), detail)
                .save(() -> {});
        int times = count(record);
        if (!proven || times >= tolerance.limit()) {
            quarantine.parkAtRest(record, why(record, times, detail));
        }
    }

    /** Adds one; what was before it came into its present state counts no more. */
    private int count(StoredRevision record) {
        Deque<Long> mine = add(record.sha256(), clock.millis());
        return (int) mine.stream().filter(at -> at >= record.since()).count();
    }

    private Deque<Long> add(String sha256, long at) {
        Deque<Long> mine = times.computeIfAbsent(sha256, sha -> new ArrayDeque<>());
        mine.add(at);
        while (mine.getFirst() < at - tolerance.window().toMillis()) {
            mine.removeFirst();
        }
        return mine;
    }
}
