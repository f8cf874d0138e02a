package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.StoredCheck;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

class InspectorTest extends InspectorFixture {

    @Test
    void inspectsAtOnceThenAtItsInterval() throws InterruptedException {
        AtomicReference<CheckContext> seen = new AtomicReference<>();
        AtomicReference<ClassLoader> loader = new AtomicReference<>();
        world.types.detector =
                (config, context) -> {
                    seen.set(context);
                    loader.set(Thread.currentThread().getContextClassLoader());
                    assertEquals(new World.Config("{\"url\":\"x\"}"), config);
                    context.log().info("looked at {}", config);
                    assertEquals(new World.Limits(7), context.settings(World.Limits.class));
                    return Verdict.of(Status.WARN).because("slow").measured("latency", 0.5);
                };
        world.types.settings = new World.Limits(7);
        Instant start = world.now;
        Check made = world.desk.put("web", spec("PT1M", "PT5S"), ANY);
        assertEquals(start, made.next());
        assertNull(made.last());
        world.tick(1);

        Check check = world.desk.find("web").orElseThrow();
        assertEquals(CheckStatus.WARN, check.last().status());
        assertEquals(List.of("slow"), check.last().reasons());
        assertEquals(Map.of("latency", 0.5), check.last().measurements());
        assertEquals(World.PLUGIN, check.last().provider());
        assertEquals(List.of(check.last()), world.desk.verdicts("web", 10));
        assertSame(World.LOADER, loader.get());
        assertEquals(0, world.types.open.get(), "the lease was given back");
        CheckContext context = seen.get();
        assertEquals("web", context.checkId());
        assertEquals(Map.of("team", "a"), context.labels());
        assertEquals(start.plusSeconds(5), context.deadline().orElseThrow());
        assertTrue(context.previous().isEmpty());
        assertFalse(context.cancellation().requested());
        String trace = context.trace().traceId();

        Instant second = check.next();
        assertTrue(second.isAfter(start.plusSeconds(59)) && second.isBefore(start.plusSeconds(71)));
        world.now = second.minusMillis(1);
        world.tick(0);
        assertEquals(1, world.types.calls.get());
        world.now = second.plusMillis(250);
        world.tick(1);
        assertEquals(2, world.types.calls.get());
        assertEquals(
                second.plusSeconds(60),
                world.desk.find("web").orElseThrow().next(),
                "late, and no drift");
        assertEquals(List.of("slow"), seen.get().previous().orElseThrow().reasons());
        assertFalse(trace.equals(seen.get().trace().traceId()));
        assertEquals(List.of("null>warn:slow", "warn>warn:slow"), told());
    }

    @Test
    void whatThrowsIsAnErrorOfTheCheck() throws InterruptedException {
        world.types.detector =
                (config, context) -> {
                    throw new java.io.IOException("no route");
                };
        world.desk.put("web", spec("PT1M", "PT5S"), ANY);
        world.tick(1);
        assertLast(
                CheckStatus.ERROR,
                "java.io.IOException: no route, at acme.Probe.inspect(Probe.java:7)");
        world.types.detector =
                (config, context) -> {
                    throw new NoClassDefFoundError("acme/Missing");
                };
        due();
        world.tick(1);
        assertLast(CheckStatus.ERROR, "java.lang.NoClassDefFoundError: acme/Missing");
        world.types.fits = false;
        due();
        world.tick(1);
        assertLast(
                CheckStatus.ERROR,
                "the configuration does not fit acme.probes 1.0.0 (abababababab): /url: is no"
                        + " longer known");
        assertEquals(0, world.types.open.get());
    }

    private String toldOf(RuntimeException thrown) throws InterruptedException {
        world.types.detector =
                (config, context) -> {
                    throw thrown;
                };
        due();
        world.tick(1);
        assertEquals(CheckStatus.ERROR, last().status());
        return last().reasons().getFirst();
    }

    @Test
    void aConfigurationThatIsRefusedAmidALookIsToldInItsOwnWords() throws InterruptedException {
        world.desk.put("web", spec("PT1M", "PT5S"), ANY);
        String place = ", at acme.Probe.inspect(Probe.java:7)";
        String sentence = "/url: expected http or https, got ftp";
        assertEquals(sentence, toldOf(new IllegalArgumentException(sentence)));
        assertEquals(
                "java.lang.IllegalArgumentException" + place,
                toldOf(new IllegalArgumentException(" ")));
        assertEquals(
                "java.lang.NumberFormatException: For input string: \"x\"" + place,
                toldOf(new NumberFormatException("For input string: \"x\"")));
    }

    @Test
    void aMissingPluginIsToldAndItsReturnIsNoticedAtOnce() throws InterruptedException {
        world.types.detector = (config, context) -> Verdict.of(Status.OK);
        world.desk.put("web", spec("PT1H", "PT5S"), ANY);
        world.tick(1);
        world.types.available = false;
        world.pass(60);
        world.inspector.changed("web.probe");
        world.tick(1);
        assertLast(CheckStatus.UNKNOWN, "no plugin offers the detector web.probe now");
        assertNull(last().provider());
        world.inspector.changed("web.probe");
        world.tick(0);
        world.inspector.changed("other");
        world.tick(0);
        assertEquals(2, world.disk.verdicts.size());
        world.types.available = true;
        world.pass(60);
        world.inspector.changed("web.probe");
        world.tick(1);
        assertEquals(CheckStatus.OK, last().status());
        assertEquals(3, world.disk.verdicts.size());
    }

    @Test
    void whileGantryStartsAMissingPluginIsWaitedFor() throws InterruptedException {
        world.types.detector = (config, context) -> Verdict.of(Status.OK);
        world.desk.put("web", spec("PT1H", "PT5S"), ANY);
        world.tick(1);
        world.types.available = false;
        world.pass(7200);
        world.boot();
        world.pass(10);
        world.tick(1);
        assertEquals(1, world.disk.verdicts.size(), "nothing said yet");
        world.types.available = true;
        world.inspector.changed("web.probe");
        world.tick(1);
        assertEquals(2, world.disk.verdicts.size());

        world.types.available = false;
        world.pass(7200);
        world.boot();
        world.pass(10);
        world.tick(1);
        world.pass(5);
        world.tick(1);
        assertLast(CheckStatus.UNKNOWN, "no plugin offers");
    }

    @Test
    void aClockThatIsPutBackSilencesNoCheck() throws InterruptedException {
        world.types.detector = (config, context) -> Verdict.of(Status.OK);
        world.desk.put("web", spec("PT1M", "PT5S"), ANY);
        world.tick(1);
        world.pass(-86_400);
        world.tick(0);
        Instant next = world.desk.find("web").orElseThrow().next();
        assertTrue(next.isBefore(world.now.plusSeconds(61)), next.toString());
        due();
        world.tick(1);
        assertEquals(2, world.types.calls.get());
    }

    @Test
    void neverTwoAtOnce() throws InterruptedException {
        hang();
        world.desk.put("web", spec("PT1S", "PT1M"), ANY);
        enter();
        for (int i = 0; i < 10; i++) {
            due();
            world.tick(0);
        }
        assertEquals(1, world.types.calls.get());
        world.ended.drainPermits();
        release.countDown();
        world.await(1);
        assertEquals(CheckStatus.OK, last().status());
        assertEquals(1, world.disk.verdicts.size());
    }

    @Test
    void aChangedCheckIsInspectedAnewAndTheOldOutcomeIsNobodys() throws InterruptedException {
        block();
        world.desk.put("web", spec("PT1M", "PT30S"), ANY);
        enter();
        world.types.detector = (config, context) -> Verdict.of(Status.CRITICAL).because("new");
        assertEquals(2, world.desk.put("web", spec("PT1M", "PT30S"), ANY).version());
        world.tick(0);
        world.pass(1);
        world.tick(1);
        assertEquals(0, world.disk.verdicts.size());
        world.tick(1);
        assertLast(CheckStatus.CRITICAL, "new");
        assertEquals(1, world.disk.verdicts.size());
    }

    @Test
    void aDeletedCheckLeavesNothing() throws InterruptedException {
        world.types.detector = (config, context) -> Verdict.of(Status.OK);
        world.desk.put("web", spec("PT1M", "PT30S"), ANY);
        world.tick(1);
        block();
        due();
        enter();
        assertCode(Code.CONFLICT, () -> world.desk.delete("web", OptionalLong.of(2)));
        world.desk.delete("web", OptionalLong.of(1));
        world.tick(0);
        world.pass(1);
        world.tick(1);
        assertTrue(world.disk.verdicts.isEmpty());
        assertTrue(world.disk.rows.isEmpty());
        assertEquals(List.of(), world.desk.list());
        assertCode(Code.NOT_FOUND, () -> world.desk.verdicts("web", 1));
        assertCode(Code.NOT_FOUND, () -> world.desk.delete("web", ANY));
    }

    @Test
    void aDeleteThatCannotBeWrittenTakesNothingAway() throws InterruptedException {
        world.types.detector = (config, context) -> Verdict.of(Status.OK);
        world.desk.put("web", spec("PT1M", "PT30S"), ANY);
        world.disk.broken = new IllegalStateException("disk full");
        assertCode(Code.UNAVAILABLE, () -> world.desk.delete("web", ANY));
        assertCode(Code.UNAVAILABLE, () -> world.desk.put("b", spec("PT1M", "PT30S"), ANY));
        assertEquals(List.of("web"), world.desk.list().stream().map(Check::id).toList());
        due();
        world.tick(1);
        assertEquals(CheckStatus.OK, last().status());
    }

    @Test
    void knowsAfterARestartWhatWasBefore() throws InterruptedException {
        world.types.detector = (config, context) -> Verdict.of(Status.WARN).because("slow");
        world.desk.put("web", spec("PT1M", "PT30S"), ANY);
        world.tick(1);
        world.types.available = false;
        due();
        world.tick(1);
        world.types.available = true;
        Check before = world.desk.find("web").orElseThrow();
        assertEquals(CheckStatus.UNKNOWN, before.last().status());
        world.disk.rows.put("bad", new StoredCheck("bad", "{", 3, 0));
        world.boot();
        assertEquals(List.of(before), world.desk.list());
        AtomicReference<Verdict> previous = new AtomicReference<>();
        world.types.detector =
                (config, context) -> {
                    previous.set(context.previous().orElse(null));
                    return Verdict.of(Status.OK);
                };
        due();
        world.tick(1);
        assertEquals(List.of("slow"), previous.get().reasons());
        assertEquals("unknown>ok:null", told().getLast());
        assertEquals(4, world.desk.put("bad", spec("PT1M", "PT30S"), ANY).version());
    }

    @Test
    void aPausedCheckRests() throws InterruptedException {
        world.types.detector = (config, context) -> Verdict.of(Status.OK);
        Check paused =
                world.desk.put(
                        "web",
                        CheckSpec.of(
                                        "web.probe",
                                        "{}",
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(1))
                                .paused(true),
                        ANY);
        assertNull(paused.next());
        world.pass(60);
        world.inspector.changed("web.probe");
        world.tick(0);
        world.boot();
        world.pass(60);
        world.tick(0);
        assertEquals(0, world.types.calls.get());
    }

    @Test
    void refusesWhatCannotWork() {
        GantryException unknown =
                assertThrows(
                        GantryException.class,
                        () ->
                                world.desk.put(
                                        "a", CheckSpec.of("web.prob", "{}", SHORT, SHORT), ANY));
        assertEquals(Code.NOT_FOUND, unknown.code());
        assertTrue(unknown.getMessage().contains("did you mean web.probe?"));
        assertCode(
                Code.REFUSED,
                () -> world.desk.put("a", CheckSpec.of("web.probe", "[]", SHORT, SHORT), ANY));
        assertCode(Code.INVALID, () -> world.desk.put("A", spec("PT1M", "PT1S"), ANY));
        assertCode(Code.INVALID, () -> world.desk.put("a", spec("P9999D", "PT1S"), ANY));
        assertCode(
                Code.CONFLICT, () -> world.desk.put("a", spec("PT1M", "PT1S"), OptionalLong.of(1)));
        world.desk.put("a", spec("PT1M", "PT1S"), OptionalLong.of(0));
        assertCode(
                Code.CONFLICT, () -> world.desk.put("a", spec("PT1M", "PT1S"), OptionalLong.of(0)));
        assertCode(Code.INVALID, () -> world.desk.verdicts("a", 1001));
    }

    @Test
    void atTheEndInspectionsAreStoppedAndNoneStarts() throws InterruptedException {
        block();
        world.desk.put("web", spec("PT1M", "PT30S"), ANY);
        enter();
        world.ended.drainPermits();
        world.inspector.close(Duration.ofMillis(1), Duration.ofSeconds(20));
        world.await(1);
        assertEquals(0, world.types.open.get());
        assertEquals(0, world.disk.verdicts.size());
        due();
        world.tick(0);
        assertEquals(1, world.types.calls.get());
    }

    private List<String> told() {
        return world.stream.events.stream()
                .map(e -> e.before() + ">" + e.status() + ":" + e.reason())
                .toList();
    }

    private static void assertCode(Code code, Runnable call) {
        assertEquals(code, assertThrows(GantryException.class, call::run).code());
    }
}
