package dev.gantry.detection.finding;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.finding.Finding;
import dev.gantry.spi.finding.Findings;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.store.FindingStore;
import dev.gantry.spi.store.StoredFinding;
import dev.gantry.spi.store.StoredMaintenance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Findings in memory, with a clock that is set by hand. */
abstract class FindingFixture {
    static final RevisionRef PLUGIN = new RevisionRef("acme", "1.0.0", "ab".repeat(32));

    Instant now = Instant.parse("2026-03-02T10:00:00Z");
    final Disk disk = new Disk();
    final List<String> told = new ArrayList<>();
    final Map<String, Check> checks = new HashMap<>();
    final List<CheckVerdict> past = new ArrayList<>();
    final List<RunRequest> started = new ArrayList<>();
    final Set<String> underWay = new HashSet<>();
    String refusal;

    /** Called when a run is being started. */
    Runnable starting = () -> {};

    /** Called when the past of a check is read. */
    Consumer<String> reading = check -> {};

    FindingService service = boot();

    /** Starts anew with what is on disk. */
    FindingService boot() {
        service =
                new FindingService(
                        new FindingService.Outside(
                                disk,
                                new Told(),
                                new Runs(),
                                id -> Optional.ofNullable(checks.get(id)),
                                this::past,
                                () -> now));
        return service;
    }

    private List<CheckVerdict> past(String check, int most) {
        reading.accept(check);
        return past.reversed().stream().limit(most).toList();
    }

    static CheckSpec spec() {
        return CheckSpec.of("http", "{}", Duration.ofMinutes(1), Duration.ofSeconds(5));
    }

    /** A check as it is now; later verdicts are said of it. */
    Check check(String id, CheckSpec spec) {
        Check check = new Check(id, spec, 1, now, null, now);
        checks.put(id, check);
        return check;
    }

    /** A minute later the check says this. */
    void says(String id, CheckStatus... statuses) {
        for (CheckStatus status : statuses) {
            now = now.plusSeconds(60);
            CheckVerdict verdict =
                    new CheckVerdict(
                            now,
                            status,
                            List.of(id + " is " + status),
                            Map.of("free.ratio", 0.05),
                            Duration.ZERO,
                            PLUGIN);
            Check there = checks.get(id);
            Check next = new Check(id, there.spec(), 1, there.createdAt(), verdict, now);
            checks.put(id, next);
            service.follow(there, verdict);
            past.add(verdict);
        }
    }

    List<Finding> all() {
        return service.list(new Findings.Query(Set.of(), Set.of(), null), 50, null).items();
    }

    Finding only() {
        if (all().size() != 1) {
            throw new AssertionError(all());
        }
        return all().getFirst();
    }

    private final class Runs implements Starter {
        @Override
        public String start(RunRequest request) {
            starting.run();
            if (refusal != null) {
                throw new IllegalStateException(refusal);
            }
            started.add(request);
            underWay.add("r" + started.size());
            return "r" + started.size();
        }

        @Override
        public boolean underWay(String run) {
            return underWay.contains(run);
        }
    }

    private final class Told implements Events {
        @Override
        public void publish(Event event) {
            Event.FindingChanged change = (Event.FindingChanged) event;
            told.add(change.change() + " " + change.severity() + ": " + change.text());
        }

        @Override
        public long latest() {
            return told.size();
        }

        @Override
        public List<Numbered> after(long seq, int limit) {
            return List.of();
        }

        @Override
        public boolean await(long seq, long millis) {
            return false;
        }
    }

    /** A store in memory. */
    static final class Disk implements FindingStore {
        final TreeMap<String, StoredFinding> rows = new TreeMap<>();
        final TreeMap<String, StoredMaintenance> maintenance = new TreeMap<>();
        int writes;
        RuntimeException broken;

        @Override
        public CompletableFuture<Boolean> put(StoredFinding finding) {
            if (broken != null) {
                return CompletableFuture.failedFuture(broken);
            }
            writes++;
            StoredFinding there = rows.get(finding.id());
            boolean fits = (there == null ? 0 : there.version()) == finding.version() - 1;
            if (fits) {
                rows.put(finding.id(), finding);
            }
            return CompletableFuture.completedFuture(fits);
        }

        @Override
        public Optional<StoredFinding> find(String id) {
            return Optional.ofNullable(rows.get(id));
        }

        @Override
        public List<StoredFinding> open() {
            return rows.values().stream().filter(row -> !row.state().equals("resolved")).toList();
        }

        @Override
        public List<StoredFinding> of(String check, int limit) {
            return list(Set.of(), Set.of(), check, null, limit);
        }

        @Override
        public List<StoredFinding> list(
                Set<String> states, Set<String> severities, String check, String before, int most) {
            return rows.descendingMap().values().stream()
                    .filter(row -> states.isEmpty() || states.contains(row.state()))
                    .filter(row -> severities.isEmpty() || severities.contains(row.severity()))
                    .filter(row -> check == null || check.equals(row.check()))
                    .filter(row -> before == null || row.id().compareTo(before) < 0)
                    .limit(most)
                    .toList();
        }

        @Override
        public CompletableFuture<Integer> prune(String before, int most) {
            int size = rows.size();
            rows.values()
                    .removeIf(
                            row ->
                                    row.state().equals("resolved")
                                            && row.id().compareTo(before) < 0);
            return CompletableFuture.completedFuture(size - rows.size());
        }

        @Override
        public List<StoredMaintenance> maintenance() {
            return List.copyOf(maintenance.values());
        }

        @Override
        public CompletableFuture<Void> put(StoredMaintenance one) {
            maintenance.put(one.id(), one);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Boolean> deleteMaintenance(String id) {
            return CompletableFuture.completedFuture(maintenance.remove(id) != null);
        }
    }
}
