package dev.gantry.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.retention.Pruning;
import dev.gantry.spi.retention.RetentionRule;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.StoredSpan;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

class PrunerTest {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final FakeStore store = new FakeStore();
    private final Map<String, Double> counted = new TreeMap<>();
    private Instant now = START;
    private long sequence;
    private Pruner pruner =
            pruner(new RetentionRule(DAY.multipliedBy(30), DAY.multipliedBy(90), 0L, 0L));
    private Rules rules;

    private Pruner pruner(RetentionRule defaults) {
        RetentionSettings settings =
                new RetentionSettings(
                        defaults, DAY.multipliedBy(7), DAY, Duration.ofMinutes(1), null);
        Pace pace = new Pace(time -> {});
        rules = new Rules(store, defaults, () -> now);
        return new Pruner(
                store,
                new Ledger(store),
                rules::policy,
                settings,
                () -> now,
                meters(),
                new Deleting(store, pace, null));
    }

    private Meters meters() {
        return new Meters() {
            @Override
            public Counter counter(String name, String help, String... labels) {
                return amount -> counted.merge(labels[1], amount, Double::sum);
            }

            @Override
            public Timer timer(String name, String help, String... labels) {
                return took -> {};
            }

            @Override
            public AutoCloseable gauge(
                    String name, String help, DoubleSupplier value, String... labels) {
                return () -> {};
            }
        };
    }

    /** A run that was made so long ago, and took a second. */
    private long run(Duration ago, String task, String result) {
        return run(ago, task, result, false, null);
    }

    private long run(Duration ago, String task, String result, boolean keyed, String parent) {
        long id = RunId.first(START.minus(ago)) + sequence++;
        long finished = START.minus(ago).plusSeconds(1).toEpochMilli();
        boolean handled = !List.of("failure", "error", "timeout").contains(String.valueOf(result));
        store.runs.put(id, new PastRun(id, task, result, handled, keyed, parent, finished, 100));
        return id;
    }

    private void runs(int count, Duration ago, String task) {
        for (int i = 0; i < count; i++) {
            run(ago.minusMillis(i), task, "success");
        }
    }

    private long left(String task) {
        return store.runs.values().stream().filter(run -> run.task().equals(task)).count();
    }

    private void passes() {
        while (pruner.pass()) {}
    }

    @Test
    void goesByAgeAfterTheEnd() {
        run(DAY.multipliedBy(31), "a", "success");
        long young = run(DAY.multipliedBy(29), "a", "success");
        long open = run(DAY.multipliedBy(400), "a", null);
        passes();
        assertEquals(List.of(open, young), List.copyOf(store.runs.keySet()));
        assertEquals(Map.of("a", 1.0), counted);
        now = START.plus(DAY.multipliedBy(2));
        passes();
        assertEquals(List.of(open), List.copyOf(store.runs.keySet()));
    }

    @Test
    void aDeadLetterHasItsOwnAge() {
        long letter = run(DAY.multipliedBy(60), "a", "failure");
        run(DAY.multipliedBy(91), "a", "error");
        long handled = run(DAY.multipliedBy(40), "a", "timeout");
        PastRun row = store.runs.get(handled);
        store.runs.put(
                handled,
                new PastRun(handled, "a", "timeout", true, false, null, row.finished(), 100));
        passes();
        assertEquals(List.of(letter), List.copyOf(store.runs.keySet()));
        pruner = pruner(new RetentionRule(DAY, Duration.ZERO, 0L, 0L));
        now = START.plus(DAY.multipliedBy(4000));
        passes();
        assertEquals(List.of(letter), List.copyOf(store.runs.keySet()));
    }

    @Test
    void theOldestGoWhenThereAreTooMany() {
        pruner = pruner(new RetentionRule(Duration.ZERO, Duration.ZERO, 2500L, 0L));
        runs(3000, DAY.multipliedBy(3), "a");
        long letter = run(DAY.multipliedBy(4), "a", "failure");
        long keyed = run(DAY.multipliedBy(4), "a", "success", true, null);
        runs(1000, DAY, "b");
        passes();
        assertEquals(2500, store.runs.size());
        assertEquals(1000, left("b"));
        assertTrue(store.runs.containsKey(letter));
        assertTrue(store.runs.containsKey(keyed));
        assertEquals(1502.0, counted.get("a"));
    }

    @Test
    void nothingFreshGoes() {
        pruner = pruner(new RetentionRule(Duration.ofSeconds(1), Duration.ZERO, 1L, 1L));
        runs(5, Duration.ofSeconds(55), "a");
        passes();
        assertEquals(5, store.runs.size());
        now = START.plusSeconds(90);
        passes();
        assertEquals(0, store.runs.size());
    }

    @Test
    void theLargestSumOfBytesIsKept() {
        pruner = pruner(new RetentionRule(Duration.ZERO, Duration.ZERO, 0L, 1050L));
        runs(30, DAY, "a");
        passes();
        assertEquals(10, store.runs.size());
    }

    @Test
    void aTaskWithARuleIsCountedByItself() {
        pruner = pruner(new RetentionRule(DAY.multipliedBy(30), Duration.ZERO, 100L, 0L));
        runs(200, DAY.multipliedBy(2), "noisy");
        runs(90, DAY.multipliedBy(60), "audit");
        runs(50, DAY.multipliedBy(2), "small");
        rules.put("audit", rule(DAY.multipliedBy(365), null), OptionalLong.empty(), "anna");
        rules.put("small", rule(null, 10L), OptionalLong.empty(), "anna");
        passes();
        assertEquals(100, left("noisy"));
        assertEquals(90, left("audit"));
        assertEquals(10, left("small"));
        rules.delete("audit", OptionalLong.empty());
        passes();
        assertEquals(0, left("audit"));
        assertEquals(100, left("noisy"));
    }

    private static RetentionRule rule(Duration age, Long runs) {
        return new RetentionRule(age, null, runs, null);
    }

    @Test
    void familiesStayTogetherWhileOneIsOpen() {
        long parent = run(DAY.multipliedBy(50), "a", null);
        long child = run(DAY.multipliedBy(49), "a", "success", false, RunId.text(parent));
        passes();
        assertEquals(2, store.runs.size());
        PastRun row = store.runs.get(child);
        store.runs.put(
                parent,
                new PastRun(parent, "a", "success", true, false, null, row.finished(), 100));
        now = START.plus(Duration.ofHours(7));
        passes();
        assertEquals(0, store.runs.size());
    }

    @Test
    void saysWhatWouldGoAndLeavesIt() {
        runs(20, DAY.multipliedBy(31), "a");
        runs(5, DAY, "b");
        Pruning dry = pruner.run(true);
        assertEquals(List.of(new Pruning.Of("a", 20, 2000)), dry.tasks());
        assertEquals(25, store.runs.size());
        assertEquals(20, pruner.run(false).runs());
        assertEquals(5, store.runs.size());
        assertEquals(0, pruner.run(false).runs());
    }

    @Test
    void readsOnlyWhereSomethingIsToGo() {
        runs(5000, DAY.multipliedBy(3), "a");
        passes();
        assertEquals(5000, store.read);
        for (int i = 0; i < 100; i++) {
            now = now.plusSeconds(60);
            passes();
        }
        assertEquals(5000, store.read);
    }

    @Test
    void whatCannotGoIsNotReadAgainAtEachPass() {
        pruner = pruner(new RetentionRule(Duration.ZERO, Duration.ZERO, 10L, 0L));
        for (int i = 0; i < 500; i++) {
            run(DAY, "a", "failure");
        }
        passes();
        int read = store.read;
        now = now.plusSeconds(60);
        passes();
        assertEquals(read, store.read);
        assertEquals(500, store.runs.size());
    }

    @Test
    void countsAreKnownAfterAStart() {
        runs(100, DAY, "a");
        run(DAY, "a", null);
        passes();
        long counts =
                store.spans.values().stream().mapToLong(span -> span.tasks().get("a").runs()).sum();
        assertEquals(100, counts);
        assertEquals(1, store.spans.values().stream().mapToLong(StoredSpan::open).sum());
        int read = store.read;
        pruner = pruner(new RetentionRule(DAY.multipliedBy(30), DAY, 0L, 0L));
        passes();
        assertEquals(read, store.read);
    }

    @Test
    void whatWasOpenIsCountedLater() {
        long open = run(DAY, "a", null);
        passes();
        long span = RetentionStore.span(open);
        assertTrue(store.spans.get(span).tasks().isEmpty());
        store.runs.put(
                open,
                new PastRun(open, "a", "success", true, false, null, now.toEpochMilli(), 100));
        now = now.plus(Duration.ofHours(7));
        passes();
        assertEquals(1, store.spans.get(span).tasks().get("a").runs());
        assertEquals(0, store.spans.get(span).open());
    }

    @Test
    void emptySpansAreForgotten() {
        runs(10, DAY.multipliedBy(40), "a");
        runs(10, DAY, "a");
        passes();
        passes();
        assertEquals(1, store.spans.size());
        assertEquals(10, new HashMap<>(store.runs).size());
    }

    @Test
    void aRuleThatChangesStopsWhatIsUnderWay() {
        runs(1000, DAY.multipliedBy(40), "a");
        store.afterDelete =
                () -> {
                    store.afterDelete = () -> {};
                    rules.put("a", rule(Duration.ZERO, null), OptionalLong.empty(), "anna");
                    pruner.changed();
                };
        passes();
        assertEquals(950, store.runs.size());
    }

    @Test
    void roomIsGivenBackUntilThereIsNone() {
        store.free = 1000;
        passes();
        assertEquals(0, store.free);
    }

    @Test
    void keysGoByTheirOwnAge() {
        passes();
        assertEquals(RunId.first(START.minus(DAY.multipliedBy(7))), store.keysBefore);
        assertFalse(pruner.last().isEmpty());
    }
}
