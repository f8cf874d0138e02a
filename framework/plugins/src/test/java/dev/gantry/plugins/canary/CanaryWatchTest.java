package dev.gantry.plugins.canary;

import static dev.gantry.plugins.canary.Attempts.NEW;
import static dev.gantry.plugins.canary.Attempts.OLD;
import static dev.gantry.plugins.canary.Attempts.START;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.CanaryInfo;
import dev.gantry.spi.plugin.CanarySpec;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

class CanaryWatchTest {
    private static final Duration BAKE = Duration.ofMinutes(5);

    private final Numbers numbers = new Numbers();
    private final Desk desk = new Desk();
    private Instant now = START;
    private final CanaryWatch watch = new CanaryWatch(numbers, () -> now);

    /** Keeps what it is told, as the deployer does. */
    private final class Desk implements CanaryHost {
        final List<String> told = new ArrayList<>();
        Split split;
        String state;
        boolean broken;

        @Override
        public void step(Canary canary, Split next, String kept, String text) {
            tell("step", text);
            split = next;
            state = kept;
        }

        @Override
        public void promote(Canary canary, String text) {
            tell("promote", text);
            watch.end(canary.plugin());
        }

        @Override
        public void rollBack(Canary canary, String text) {
            tell("rollBack", text);
            watch.end(canary.plugin());
        }

        @Override
        public void stuck(Canary canary, String text) {
            tell("stuck", text);
        }

        private void tell(String what, String text) {
            if (broken) {
                throw new IllegalStateException("the store does not answer");
            }
            told.add(what + ": " + text);
        }

        String last() {
            return told.getLast();
        }
    }

    private static final class Numbers implements Meters {
        final Map<String, DoubleSupplier> gauges = new HashMap<>();
        final Map<String, Double> counters = new HashMap<>();

        @Override
        public Counter counter(String name, String help, String... labels) {
            return amount -> counters.merge(name + List.of(labels), amount, Double::sum);
        }

        @Override
        public Timer timer(String name, String help, String... labels) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public AutoCloseable gauge(
                String name, String help, DoubleSupplier value, String... labels) {
            gauges.put(name + List.of(labels), value);
            return () -> gauges.remove(name + List.of(labels));
        }
    }

    @BeforeEach
    void start() {
        watch.start(Attempts.canary(20, 10, 50), desk);
    }

    private void attempts(RevisionRef plugin, int succeeded, int failed) {
        attempts(plugin, succeeded, Duration.ofMillis(40));
        for (int i = 0; i < failed; i++) {
            watch.on(
                    Attempts.attempt(
                            plugin,
                            "acme.greet",
                            1,
                            Attempt.State.FAILED,
                            "java.io.IOException",
                            now,
                            Duration.ofMillis(2)));
        }
    }

    private void attempts(RevisionRef plugin, int succeeded, Duration took) {
        for (int i = 0; i < succeeded; i++) {
            watch.on(
                    Attempts.attempt(
                            plugin, "acme.greet", 1, Attempt.State.SUCCEEDED, null, now, took));
        }
    }

    private void tickAfter(Duration time) {
        now = now.plus(time);
        watch.tick(desk);
    }

    private CanaryInfo info() {
        return watch.info("acme.tools").orElseThrow();
    }

    @Test
    void goesStepByStepToAllNewWork() {
        assertEquals(
                "step: 1.3.0 gets 10 percent of new work, 1.2.0 the rest, until"
                        + " 2026-03-01T14:05:00Z at the earliest",
                desk.last());
        attempts(NEW, 25, 0);
        attempts(OLD, 225, 1);
        tickAfter(BAKE.minusMillis(1));
        assertEquals(1, desk.told.size(), "the bake time is not over");
        tickAfter(Duration.ofMillis(1));
        assertEquals(50, desk.split.percent());
        assertEquals(
                "step: 1.3.0 failed 0 of 25 attempts (p95 40 ms), 1.2.0 failed 1 of 226 attempts"
                        + " (p95 40 ms): 1.3.0 gets 50 percent of new work, 1.2.0 the rest, until"
                        + " 2026-03-01T14:10:00Z at the earliest",
                desk.last().replace("41 ms", "40 ms"));
        assertEquals(0, info().canary().attempts(), "each step counts afresh");
        attempts(NEW, 100, 1);
        attempts(OLD, 100, 1);
        tickAfter(BAKE);
        assertTrue(desk.last().startsWith("promote: 1.3.0 failed 1 of 101 attempts"), desk.last());
        assertTrue(desk.last().endsWith("all new work goes to 1.3.0"), desk.last());
        assertEquals(Optional.empty(), watch.info("acme.tools"));
    }

    @Test
    void rollsBackBeforeTheBakeTimeIsOver() {
        attempts(OLD, 200, 2);
        attempts(NEW, 10, 9);
        tickAfter(Duration.ofSeconds(1));
        assertEquals(1, desk.told.size(), "19 attempts are too few");
        attempts(NEW, 0, 1);
        tickAfter(Duration.ofSeconds(1));
        String text = desk.last();
        assertTrue(
                text.startsWith(
                        "rollBack: 1.3.0 failed 10 of 20 attempts of acme.greet, 1.2.0 2 of 202;"
                                + " equals differ so with probability "),
                text);
        assertEquals(
                1.0,
                numbers.counters.get(
                        "gantry_canary_decisions_total[plugin, acme.tools, result, rolled-back]"));
    }

    @Test
    void rollsBackWhatIsSlower() {
        attempts(OLD, 200, Duration.ofMillis(40));
        attempts(NEW, 30, Duration.ofMillis(90));
        tickAfter(Duration.ofSeconds(1));
        assertTrue(
                desk.last()
                        .matches(
                                "rollBack: 1.3.0 takes up to 9. ms for 95 of 100 attempts of"
                                        + " acme.greet \\(of 30\\), 1.2.0 up to 4. ms \\(of 200\\);.*"),
                desk.last());
    }

    @Test
    void waitsForEnoughAttemptsAndAsksAPersonAfterTenBakeTimes() {
        attempts(OLD, 19, 0);
        attempts(NEW, 2, 0);
        assertEquals(
                "waits for 18 more attempts of the canary and 1 more attempt of the control, and"
                        + " until 2026-03-01T14:05:00Z at the earliest",
                info().verdict());
        tickAfter(BAKE.multipliedBy(10).minusSeconds(1));
        assertEquals(1, desk.told.size());
        tickAfter(Duration.ofSeconds(1));
        assertEquals(
                "stuck: 18 more attempts of the canary and 1 more attempt of the control are"
                        + " missing since 2026-03-01T14:00:00Z to judge 1.3.0: promote it or roll"
                        + " it back by hand, or send more work",
                desk.last());
        tickAfter(BAKE.multipliedBy(10));
        assertEquals(2, desk.told.size(), "it is told once");
        attempts(OLD, 1, 0);
        attempts(NEW, 18, 0);
        tickAfter(Duration.ofSeconds(1));
        assertTrue(desk.last().startsWith("step: "), "it goes on when there is enough");
    }

    @Test
    void isVisibleWhileItHappens() {
        attempts(OLD, 90, 10);
        attempts(NEW, 24, 1);
        CanaryInfo info = info();
        assertEquals("1.3.0", info.version());
        assertEquals(NEW.sha256(), info.sha256());
        assertEquals(0, info.step());
        assertEquals(10, info.percent());
        assertEquals(START, info.since());
        assertEquals(START.plus(BAKE), info.until());
        assertEquals(25, info.canary().attempts());
        assertEquals(1, info.canary().failed());
        assertEquals(100, info.control().attempts());
        assertEquals(10, info.control().failed());
        assertEquals(40, info.control().p95().toMillis(), 1);
        assertTrue(
                info.verdict()
                        .startsWith(
                                "nothing speaks against 1.3.0 so far: 1.3.0 failed 1 of 25"
                                        + " attempts"),
                info.verdict());
        assertTrue(
                info.verdict()
                        .endsWith("; goes to 50 percent at 2026-03-01T14:05:00Z at the earliest"),
                info.verdict());
        String gauge = "gantry_canary_percent[plugin, acme.tools, version, 1.3.0]";
        assertEquals(10, numbers.gauges.get(gauge).getAsDouble());
        watch.close();
        assertEquals(Map.of(), numbers.gauges);
        assertEquals(Optional.empty(), watch.info("acme.tools"));
    }

    @Test
    void goesOnInTheSameStepAfterARestart() {
        attempts(OLD, 100, 0);
        attempts(NEW, 20, 0);
        tickAfter(BAKE);
        attempts(NEW, 7, 0);
        now = now.plusSeconds(200);
        Desk after = new Desk();
        try (CanaryWatch next = new CanaryWatch(new Numbers(), () -> now)) {
            next.resume("acme.tools", desk.state, after);
            CanaryInfo info = next.info("acme.tools").orElseThrow();
            assertEquals(1, info.step());
            assertEquals(50, info.percent());
            assertEquals(now, info.since());
            assertEquals(0, info.canary().attempts());
            assertEquals(Attempts.canary(20, 10, 50).spec(), info.spec());
        }
        assertTrue(after.last().endsWith("Gantry was restarted, so the step begins again"));
        assertEquals(desk.state, after.state);
        Selection work = new Selection(null, "01abc", "default", Map.of());
        assertEquals(desk.split.takes(work), after.split.takes(work));
    }

    @Test
    void refusesAStateThatItCannotRead() {
        for (String state : List.of("", "{}", "[", desk.state.replace("PT5M", "soon"))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> watch.resume("acme.tools", state, desk),
                    state);
        }
    }

    @Test
    void asksAgainWhereTheHostFailed() {
        attempts(OLD, 100, 0);
        attempts(NEW, 20, 0);
        desk.broken = true;
        tickAfter(BAKE);
        assertEquals(10, info().percent());
        desk.broken = false;
        tickAfter(Duration.ofSeconds(1));
        assertEquals(50, info().percent());
        attempts(OLD, 100, 0);
        attempts(NEW, 0, 50);
        desk.broken = true;
        tickAfter(Duration.ofSeconds(1));
        assertTrue(info().verdict().contains("rolled back"), info().verdict());
        attempts(NEW, 1000, 0);
        desk.broken = false;
        tickAfter(Duration.ofSeconds(1));
        assertTrue(desk.last().startsWith("rollBack: 1.3.0 failed 50 of 50"), desk.last());
    }

    @Test
    void comparesWithTheStepBeforeWhereNoWorkIsLeftToTheControl() {
        watch.start(Attempts.canary(20, 50, 100), desk);
        attempts(OLD, 100, 0);
        attempts(NEW, 100, 0);
        tickAfter(BAKE);
        assertEquals(100, desk.split.percent());
        attempts(NEW, 10, 20);
        tickAfter(Duration.ofSeconds(1));
        assertTrue(desk.last().startsWith("rollBack: 1.3.0 failed 20 of 30"), desk.last());
    }

    @Test
    void saysThatNothingIsComparedWhereThereNeverWasAControl() {
        watch.start(Attempts.canary(20, 100), desk);
        attempts(NEW, 10, 15);
        tickAfter(BAKE);
        assertEquals(
                "promote: 1.3.0 failed 15 of 25 attempts (p95 40 ms), with nothing to compare at"
                        + " 100 percent: all new work goes to 1.3.0",
                desk.last());
    }

    @Test
    void givesTheWorkOfATenantInOneStep() {
        watch.start(
                new Canary(
                        NEW,
                        OLD,
                        new CanarySpec(List.of(5, 25), "acme", Map.of("site", "b"), BAKE, 20)),
                desk);
        assertEquals(
                "step: 1.3.0 gets new work of tenant acme with site=b, 1.2.0 the rest, until"
                        + " 2026-03-01T14:05:00Z at the earliest",
                desk.last());
        attempts(OLD, 100, 0);
        attempts(NEW, 20, 0);
        tickAfter(BAKE);
        assertTrue(desk.last().startsWith("promote: "), desk.last());
    }

    @Test
    void isOverWhenThePersonEndsIt() {
        attempts(OLD, 100, 0);
        attempts(NEW, 0, 20);
        watch.end("acme.tools");
        tickAfter(BAKE);
        assertEquals(1, desk.told.size());
        assertEquals(Map.of(), numbers.gauges);
    }
}
