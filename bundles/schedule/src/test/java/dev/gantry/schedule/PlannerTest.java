package dev.gantry.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.run.Deadline;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.schedule.RunRules;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.Timing;
import dev.gantry.spi.store.StoredSchedule;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

class PlannerTest {

    private static final OptionalLong ANY = OptionalLong.empty();
    private final World world = new World();
    private final Instant start = world.now;
    private Planner planner = world.planner();

    @Test
    void firesWithRunAndNextTimeInOneWrite() {
        Schedule made = planner.put("nightly", every("PT10S"), ANY);
        assertEquals(1, made.version());
        assertEquals(start.plusSeconds(10), made.nextFire());
        assertNull(made.lastFire());

        assertEquals(Optional.of(start.plusSeconds(10)), at(9, 999));
        assertTrue(world.disk.runs.isEmpty());

        assertEquals(Optional.of(start.plusSeconds(20)), at(10, 40));
        assertEquals(List.of(1L), world.engine.accepted);
        assertEquals(1, world.disk.runs.size());
        StoredSchedule row = world.disk.rows.get("nightly");
        assertEquals(start.plusSeconds(20).toEpochMilli(), row.nextFire());
        assertEquals(start.plusSeconds(10).toEpochMilli(), row.lastFire());
        Schedule now = planner.find("nightly").orElseThrow();
        assertEquals("run-1", now.lastRun());
        assertEquals(start.plusSeconds(10), now.lastFire());
        assertEquals(1, now.version());
        assertEquals(List.of(Duration.ofMillis(40)), world.meter.lags);
        assertEquals(List.of("created", "fired@" + start.plusSeconds(10)), world.told());

        RunRequest request = world.engine.requests.getFirst();
        assertEquals("schedule:nightly", request.trigger());
        assertEquals(
                Map.of(
                        "team",
                        "a",
                        "gantry.schedule",
                        "nightly",
                        "gantry.fireTime",
                        start.plusSeconds(10).toString()),
                request.labels());
        assertEquals("acme", request.tenant());
        assertEquals("{}", request.params());
    }

    @Test
    void neverDriftsWhenLate() {
        planner.put("a", every("PT10S"), ANY);
        at(13, 0);
        assertEquals(start.plusSeconds(20), planner.find("a").orElseThrow().nextFire());
        at(20, 0);
        assertEquals(2, world.disk.runs.size());
    }

    @Test
    void makesUpForTheLatestAfterAnAbsence() {
        planner.put("a", every("PT10S"), ANY);
        planner.close();
        world.now = start.plusSeconds(45);
        planner = world.planner();
        assertEquals(Optional.of(start.plusSeconds(50)), planner.tick());
        assertEquals(1, world.disk.runs.size());
        assertEquals(
                List.of(
                        "created",
                        "missed@" + start.plusSeconds(30),
                        "fired@" + start.plusSeconds(40)),
                world.told());
    }

    /** It is not missed: the run waits, blocked, for the plugin. */
    @Test
    void firesWhereNoPluginOffersTheTaskNow() {
        assertTrue(world.types.list(Kind.TASK).stream().noneMatch(Contribution::available));
        planner.put("a", every("PT10S"), ANY);
        at(10, 0);
        assertEquals(List.of("created", "fired@" + start.plusSeconds(10)), world.told());
    }

    @Test
    void aClockThatIsPutBackServesNoFireTimeTwice() {
        planner.put("a", every("PT10S"), ANY);
        at(20, 500);
        assertEquals(Optional.of(start.plusSeconds(30)), at(19, 900));
        at(29, 0);
        assertEquals(1, world.disk.runs.size());
        at(30, 0);
        assertEquals(2, world.disk.runs.size());
    }

    @Test
    void pausesAndResumesFromNowOn() {
        planner.put("a", every("PT10S"), ANY);
        assertNull(planner.pause("a", "", "me").nextFire());
        assertEquals(2, planner.pause("a", "", "me").version(), "the second call changes nothing");
        assertEquals(Optional.empty(), at(35, 0));
        assertEquals(List.of(), planner.upcoming("a", 3));
        assertEquals(start.plusSeconds(40), planner.resume("a").nextFire());
        at(40, 0);
        assertEquals(
                List.of("created", "paused", "resumed", "fired@" + start.plusSeconds(40)),
                world.told());
    }

    @Test
    void firesBesideThePlan() {
        planner.put("a", every("PT10S"), ANY);
        at(3, 0);
        assertEquals("run-1", planner.fire("a"));
        assertEquals(start.plusSeconds(10), planner.find("a").orElseThrow().nextFire());
        assertEquals("fired@" + start.plusSeconds(3), world.told().getLast());
        planner.pause("a", "", "me");
        assertEquals("run-2", planner.fire("a"));
        world.engine.refusal = new GantryException(Code.OVERLOADED, "the queue is full");
        assertEquals(
                Code.OVERLOADED,
                assertThrows(GantryException.class, () -> planner.fire("a")).code());
        assertEquals("run-2", planner.find("a").orElseThrow().lastRun());
    }

    @Test
    void keepsToVersions() {
        planner.put("a", every("PT10S"), OptionalLong.of(0));
        assertConflict(() -> planner.put("a", every("PT20S"), OptionalLong.of(0)));
        assertConflict(() -> planner.put("a", every("PT20S"), OptionalLong.of(2)));
        assertConflict(() -> planner.put("b", every("PT20S"), OptionalLong.of(1)));
        assertEquals(2, planner.put("a", every("PT20S"), OptionalLong.of(1)).version());
        assertEquals(3, planner.put("a", every("PT20S"), ANY).version());
        assertEquals(List.of("created", "updated", "updated"), world.told());
        world.disk.rows.remove("a");
        assertConflict(() -> planner.put("a", every("PT20S"), ANY));
    }

    @Test
    void aNewSpecWithTheSameTimingKeepsTheFireTime() {
        planner.put("a", every("PT10S"), ANY);
        world.now = start.plusSeconds(12);
        assertEquals(start.plusSeconds(10), planner.put("a", every("PT10S"), ANY).nextFire());
        assertEquals(start.plusSeconds(14), planner.put("a", every("PT7S"), ANY).nextFire());
    }

    @Test
    void refusesWhatCannotWork() {
        assertRefused(Code.INVALID, "id \"A b\": expected lower-case", "A b", every("PT1S"));
        assertRefused(Code.INVALID, "at most 100", "x".repeat(101), every("PT1S"));
        assertRefused(Code.INVALID, "expected at most", "a", every("P9999D"));
        assertRefused(
                Code.INVALID,
                "cron expression \"0 25 * * *\": hour 25",
                "a",
                spec("files.cleanup", "{}", cron("0 25 * * *", "UTC")));
        assertRefused(
                Code.NOT_FOUND,
                "no plugin ever offered a task type files.clenup; did you mean files.cleanup?",
                "a",
                spec("files.clenup", "{}", cron("0 2 * * *", "UTC")));
        assertRefused(
                Code.REFUSED,
                "/directory: is required",
                "a",
                spec("files.cleanup", "[]", cron("0 2 * * *", "UTC")));
        assertRefused(Code.INVALID, "tenant: expected", "a", owned("acme and sons", Map.of()));
        assertRefused(Code.INVALID, "labels: expected names", "a", owned("acme", Map.of(" ", "x")));
        assertRefused(
                Code.INVALID,
                "labels: expected names",
                "a",
                owned("acme", Map.of("x", "y".repeat(201))));
        assertTrue(world.disk.rows.isEmpty());
        for (Runnable call :
                List.<Runnable>of(
                        () -> planner.delete("none", ANY),
                        () -> planner.pause("none", "", "me"),
                        () -> planner.resume("none"),
                        () -> planner.fire("none"),
                        () -> planner.upcoming("none", 1))) {
            assertEquals(Code.NOT_FOUND, assertThrows(GantryException.class, call::run).code());
        }
    }

    @Test
    void aDeletedOneIsGone() {
        planner.put("a", every("PT10S"), ANY);
        GantryException other =
                assertThrows(GantryException.class, () -> planner.delete("a", OptionalLong.of(2)));
        assertEquals(Code.CONFLICT, other.code());
        planner.delete("a", OptionalLong.of(1));
        assertEquals(Optional.empty(), at(10, 0));
        assertEquals(List.of(), planner.list());
        assertTrue(world.disk.rows.isEmpty());
        assertEquals(1, planner.put("a", every("PT10S"), OptionalLong.of(0)).version());
    }

    @Test
    void aFireGivesItsRunWhatTheScheduleSaysAndARestartKeepsIt() {
        RunRules runs =
                new RunRules(
                        Duration.ofSeconds(30),
                        Duration.ofHours(1),
                        new RetryPolicy(
                                5,
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(1),
                                Set.of("timeout"),
                                Duration.ofMinutes(30)),
                        SlaClass.BRONZE,
                        -7);
        ScheduleSpec plain = every("PT10S");
        ScheduleSpec spec =
                new ScheduleSpec(
                        plain.task(),
                        plain.params(),
                        plain.timing(),
                        plain.labels(),
                        plain.tenant(),
                        plain.rules(),
                        runs,
                        false);
        planner.put("a", spec, ANY);
        planner = world.planner();
        assertEquals(runs, planner.find("a").orElseThrow().spec().runs());
        at(10, 0);
        RunRequest request = world.engine.requests.getLast();
        assertEquals(runs.timeout(), request.timeout());
        assertEquals(new Deadline.Within(runs.deadline()), request.deadline());
        assertEquals(runs.retry(), request.retry());
        assertEquals(SlaClass.BRONZE, request.sla());
        assertEquals(-7, request.priority());
        assertEquals(3_600_000, world.disk.runs.getLast().deadline());
    }

    @Test
    void cronSurvivesARestartUnchanged() {
        ScheduleSpec spec = spec("files.cleanup", "{}", cron("30 2 ? * MON-FRI", "Europe/Berlin"));
        Schedule made = planner.put("a", spec, ANY);
        planner = world.planner();
        assertEquals(Optional.of(made), planner.find("a"));
        assertEquals(
                List.of("2026-03-03T01:30:00Z", "2026-03-04T01:30:00Z"),
                planner.upcoming("a", 2).stream().map(Instant::toString).toList());
    }

    @Test
    void aPreviewBeginsNowAndStoresNothing() {
        ScheduleSpec spec = every("PT10S");
        assertEquals(
                List.of(start.plusSeconds(10), start.plusSeconds(20)),
                planner.preview("a", spec, null, 2).fires().stream().map(f -> f.at()).toList());
        assertEquals(List.of(), planner.list());
        planner.put("a", spec, ANY);
        planner.pause("a", "", "me");
        world.now = start.plusSeconds(15);
        assertEquals(
                start.plusSeconds(20),
                planner.preview("a", null, 1).fires().getFirst().at(),
                "also while it is paused");
    }

    @Test
    void nothingFiresAfterTheEnd() {
        planner.put("a", every("PT10S"), ANY);
        planner.close();
        assertEquals(Optional.empty(), at(10, 0));
        assertTrue(world.engine.requests.isEmpty());
        assertEquals(
                Code.UNAVAILABLE,
                assertThrows(GantryException.class, () -> planner.fire("a")).code());
    }

    @Test
    void tenThousandAtOneInstant() {
        for (int i = 0; i < 10_000; i++) {
            planner.put("s" + i, every("PT10S"), ANY);
        }
        assertEquals(Optional.of(start.plusSeconds(20)), at(10, 0));
        assertEquals(10_000, world.disk.runs.size());
        assertEquals(10_000, world.engine.accepted.size());
    }

    private Optional<Instant> at(int seconds, int millis) {
        world.now = start.plusSeconds(seconds).plusMillis(millis);
        return planner.tick();
    }

    private static ScheduleSpec owned(String tenant, Map<String, String> labels) {
        return new ScheduleSpec(
                "files.cleanup",
                "{}",
                new Timing.Every(Duration.ofSeconds(10)),
                labels,
                tenant,
                false);
    }

    private void assertRefused(Code code, String message, String id, ScheduleSpec spec) {
        GantryException e = assertThrows(GantryException.class, () -> planner.put(id, spec, ANY));
        assertEquals(code, e.code());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static void assertConflict(Runnable call) {
        assertEquals(Code.CONFLICT, assertThrows(GantryException.class, call::run).code());
    }

    private static Timing cron(String expression, String zone) {
        return new Timing.Cron(expression, ZoneId.of(zone));
    }

    private static ScheduleSpec every(String interval) {
        return spec("files.cleanup", "{}", new Timing.Every(Duration.parse(interval)));
    }

    private static ScheduleSpec spec(String task, String params, Timing timing) {
        return new ScheduleSpec(task, params, timing, Map.of("team", "a"), "acme", false);
    }
}
