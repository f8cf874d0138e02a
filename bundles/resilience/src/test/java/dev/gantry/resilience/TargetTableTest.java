package dev.gantry.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.resilience.TargetClosedException;
import dev.gantry.spi.resilience.TargetSpec;
import dev.gantry.spi.resilience.TargetStatus;
import dev.gantry.spi.resilience.TargetStatus.State;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.QuotaStore;
import dev.gantry.spi.store.StoredQuota;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;

@Timeout(30)
class TargetTableTest {
    private static final OptionalLong ANY = OptionalLong.empty();
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final Disk disk = new Disk();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Seen meters = new Seen();
    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-02T10:00:00Z"));
    private final TargetTable table = table();

    private TargetTable table() {
        Events events =
                new Events() {
                    @Override
                    public void publish(Event event) {
                        Event.TargetChanged change = (Event.TargetChanged) event;
                        told.add(change.target() + " " + change.change());
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
                };
        TargetTable made = new TargetTable(disk, events, meters, clock);
        made.load();
        return made;
    }

    private static TargetSpec breaker(Duration delay) {
        return new TargetSpec(
                0.5, 4, null, delay, 2, 0, Duration.ofSeconds(1), 0, Duration.ofSeconds(10));
    }

    private void call(String name, boolean good) throws Exception {
        Targets.Pass pass = table.enter(name);
        if (good) {
            pass.succeeded();
        } else {
            pass.failed();
        }
    }

    private TargetStatus status(String name) {
        return table.find(name).orElseThrow();
    }

    @Test
    void opensWhenTooManyOfTheLastCallsFailedAndTellsUntilWhen() throws Exception {
        table.set("crm", breaker(LONG), ANY);
        call("crm", true);
        call("crm", true);
        call("crm", false);
        assertEquals(State.CLOSED, status("crm").state());
        call("crm", false);
        TargetStatus open = status("crm");
        assertEquals(State.OPEN, open.state());
        assertNotNull(open.until());
        TargetClosedException closed =
                assertThrows(TargetClosedException.class, () -> table.enter("crm"));
        assertTrue(
                closed.getMessage()
                        .startsWith(
                                "target crm is not called, since too many calls of it failed;"
                                        + " trials begin in PT59M"),
                closed.getMessage());
        assertTrue(closed.after().toMinutes() >= 59, closed.after().toString());
        assertEquals(1, status("crm").rejected());
        assertEquals(List.of("crm opened"), told);
        assertEquals(2, meters.gauges.get("gantry_breaker_state crm").getAsDouble());
        assertEquals(2, meters.counts.get("gantry_target_calls_total crm failure"));
        assertEquals(1, meters.counts.get("gantry_target_rejections_total crm open"));
        assertEquals(4, meters.counts.get("gantry_target_call_seconds crm"));
        call("other", true);
    }

    @Test
    void closesWhenTrialsSucceedAndOpensAgainWhenTheyFail() throws Exception {
        table.set("crm", breaker(SHORT), ANY);
        fail("crm");
        trial("crm").failed();
        trial("crm").succeeded();
        assertEquals(State.HALF_OPEN, status("crm").state());
        call("crm", true);
        assertEquals(State.CLOSED, status("crm").state());
        assertEquals("crm closed", told.getLast());
        assertNull(status("crm").until());
    }

    private void fail(String name) throws Exception {
        for (int i = 0; i < 4; i++) {
            if (status(name).state() == State.CLOSED) {
                call(name, false);
            }
        }
        assertEquals(State.OPEN, status(name).state());
    }

    private Targets.Pass trial(String name) throws InterruptedException {
        AtomicReference<Targets.Pass> pass = new AtomicReference<>();
        Waiting.until(
                () -> {
                    try {
                        pass.set(table.enter(name));
                        return true;
                    } catch (TargetClosedException e) {
                        return false;
                    }
                });
        return pass.get();
    }

    @Test
    void lessThanTheCallsThatAreNeededOpenNothing() throws Exception {
        table.set("crm", breaker(LONG), ANY);
        call("crm", false);
        assertEquals(State.CLOSED, status("crm").state());
    }

    @Test
    void aTrialThatWasCutOffDoesNotKeepItsPlace() throws Exception {
        table.set("crm", breaker(SHORT), ANY);
        fail("crm");
        trial("crm").cutOff();
        assertEquals(State.OPEN, status("crm").state());
        trial("crm").succeeded();
        call("crm", true);
        assertEquals(State.CLOSED, status("crm").state());
    }

    @Test
    void aCallThatWasCutOffCountsAsNeither() throws Exception {
        table.set("crm", breaker(LONG), ANY);
        for (int i = 0; i < 10; i++) {
            table.enter("crm").cutOff();
        }
        assertEquals(State.CLOSED, status("crm").state());
        assertEquals(0, status("crm").calls());
        assertEquals(0, status("crm").running());
    }

    @Test
    void aPassIsToldOnce() throws Exception {
        table.set("crm", breaker(LONG), ANY);
        for (int i = 0; i < 4; i++) {
            Targets.Pass pass = table.enter("crm");
            pass.succeeded();
            pass.failed();
        }
        assertEquals(State.CLOSED, status("crm").state());
        assertEquals(0, status("crm").running());
    }

    @Test
    void isClosedByHand() throws Exception {
        table.set("crm", breaker(LONG), ANY);
        fail("crm");
        assertEquals(State.CLOSED, table.reset("crm").state());
        call("crm", true);
        assertEquals(
                Code.NOT_FOUND,
                assertThrows(GantryException.class, () -> table.reset("none")).code());
    }

    private static TargetSpec bounds(int rate, int concurrent, Duration wait) {
        return new TargetSpec(0, 20, null, LONG, 1, rate, LONG, concurrent, wait);
    }

    @Test
    void lessCallsRunAtOneTimeThanAreWanted() throws Exception {
        table.set("crm", bounds(0, 2, Duration.ZERO), ANY);
        Targets.Pass first = table.enter("crm");
        table.enter("crm");
        assertEquals(2, status("crm").running());
        TargetClosedException full =
                assertThrows(TargetClosedException.class, () -> table.enter("crm"));
        assertTrue(full.getMessage().contains("has 2 calls at one time"), full.getMessage());
        first.failed();
        table.enter("crm").succeeded();
        assertEquals(1, meters.counts.get("gantry_target_rejections_total crm full"));
    }

    @Test
    void aCallWaitsForItsTurn() throws Exception {
        table.set("crm", bounds(0, 1, Duration.ofSeconds(20)), ANY);
        Targets.Pass first = table.enter("crm");
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                table.enter("crm").succeeded();
                                second.complete(true);
                            } catch (TargetClosedException | InterruptedException e) {
                                second.completeExceptionally(e);
                            }
                        });
        assertTrue(!second.isDone());
        first.succeeded();
        assertTrue(second.get());
    }

    @Test
    void noMoreCallsBeginThanTheRateLets() throws Exception {
        table.set("crm", bounds(3, 0, Duration.ZERO), ANY);
        for (int i = 0; i < 3; i++) {
            call("crm", true);
        }
        TargetClosedException much =
                assertThrows(TargetClosedException.class, () -> table.enter("crm"));
        assertTrue(much.getMessage().contains("its 3 calls per PT1H"), much.getMessage());
        assertEquals(LONG, much.after());
        assertEquals(1, meters.counts.get("gantry_target_rejections_total crm rate"));
    }

    @Test
    void whatIsSetOutlivesARestart() {
        TargetSpec spec =
                new TargetSpec(
                        0.25,
                        40,
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(7),
                        5,
                        9,
                        Duration.ofSeconds(3),
                        6,
                        Duration.ofSeconds(1));
        assertEquals(1, table.set("crm", spec, ANY).version());
        assertEquals(spec, table().find("crm").orElseThrow().spec());
        assertEquals(2, table.set("crm", TargetSpec.DEFAULT, OptionalLong.of(1)).version());
        assertEquals(
                Code.CONFLICT,
                assertThrows(
                                GantryException.class,
                                () -> table.set("crm", spec, OptionalLong.of(1)))
                        .code());
        table.unset("crm", ANY);
        assertEquals(0, status("crm").version());
        assertTrue(table().list().isEmpty());
    }

    @Test
    void whatTheStoreRefusesLeavesNoTarget() {
        disk.refuses = true;
        assertThrows(GantryException.class, () -> table.set("task:a.b", breaker(LONG), ANY));
        assertTrue(table.list().isEmpty());
    }

    @Test
    void whatCannotBeReadHasTheDefaultAndCanBeSetAnew() {
        disk.rows.put("target crm", new StoredQuota("target", "crm", "nonsense", 4));
        disk.rows.put("tenant blue", new StoredQuota("tenant", "blue", "{}", 1));
        TargetTable again = table();
        assertEquals(1, again.list().size());
        assertEquals(TargetSpec.DEFAULT, again.find("crm").orElseThrow().spec());
        assertEquals(5, again.set("crm", breaker(LONG), OptionalLong.of(4)).version());
    }

    @Test
    void refusesNamesThatCannotBeAndTargetsWithoutEnd() throws Exception {
        for (String name : List.of("", "CRM", "a b", "a/b", "x".repeat(101), "-a")) {
            assertThrows(GantryException.class, () -> table.enter(name), name);
        }
        for (int i = 0; i < 1000; i++) {
            call("t" + i, true);
        }
        GantryException full = assertThrows(GantryException.class, () -> table.enter("more"));
        assertTrue(full.getMessage().contains("1000 targets"), full.getMessage());
        assertTrue(full.getMessage().contains("forgotten by a restart"), full.getMessage());
        call("t1", true);
    }

    @Test
    void aTaskTypeHasABreakerAndItsLimitsElsewhere() throws Exception {
        table.set("task:files.cleanup", breaker(LONG), ANY);
        fail("task:files.cleanup");
        GantryException limits =
                assertThrows(
                        GantryException.class,
                        () -> table.set("task:files.cleanup", bounds(1, 0, SHORT), ANY));
        assertTrue(limits.getMessage().contains("gantry task limits"), limits.getMessage());
    }

    private static final class Disk implements QuotaStore {
        final Map<String, StoredQuota> rows = new TreeMap<>();
        boolean refuses;

        @Override
        public List<StoredQuota> quotas() {
            return new ArrayList<>(rows.values());
        }

        @Override
        public CompletableFuture<Boolean> put(StoredQuota quota) {
            if (!refuses) {
                rows.put(quota.scope() + " " + quota.name(), quota);
            }
            return CompletableFuture.completedFuture(!refuses);
        }

        @Override
        public CompletableFuture<Boolean> delete(String scope, String name, long version) {
            return CompletableFuture.completedFuture(rows.remove(scope + " " + name) != null);
        }
    }

    private static final class Seen implements Meters {
        final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
        final Map<String, Integer> counts = new ConcurrentHashMap<>();

        @Override
        public Counter counter(String name, String help, String... labels) {
            String all = name + " " + labels[1] + " " + labels[3];
            return amount -> counts.merge(all, (int) amount, Integer::sum);
        }

        @Override
        public Timer timer(String name, String help, String... labels) {
            return took -> counts.merge(name + " " + labels[1], 1, Integer::sum);
        }

        @Override
        public AutoCloseable gauge(
                String name, String help, DoubleSupplier value, String... labels) {
            gauges.put(name + " " + labels[1], value);
            return () -> gauges.remove(name + " " + labels[1]);
        }
    }
}
