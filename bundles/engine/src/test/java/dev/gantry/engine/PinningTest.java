package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.Task;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A run stays on the revision that its first attempt started on. */
@Timeout(60)
class PinningTest {
    private static final RevisionRef ONE = FakeCatalog.REVISION;
    private static final RevisionRef TWO = new RevisionRef("acme.test", "2.0.0", "cd".repeat(32));
    private static final RetryPolicy FIVE =
            new RetryPolicy(5, Duration.ofSeconds(10), Duration.ofSeconds(10));

    @TempDir Path folder;
    private EngineFixture gantry;

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
        assertEquals(0, gantry.catalog.leases(), "leases are given back");
    }

    /** Fails on its first attempt, and then tells the version that it is of. */
    private void offer(RevisionRef revision) {
        Task<Json, String> task =
                (input, context) -> {
                    if (context.attempt() == 1) {
                        throw new IOException("not yet");
                    }
                    return revision.version();
                };
        gantry.catalog.offer(revision, "a.b", () -> task, null, FIVE);
    }

    private void changed() {
        gantry.engine.changed(Kind.TASK, "a.b");
    }

    private String waiting() {
        String id = gantry.submit("a.b");
        gantry.awaitState(id, RunState.SCHEDULED);
        return id;
    }

    private List<RevisionRef> revisions(String id) {
        return gantry.engine.attempts(id).stream().map(Attempt::plugin).toList();
    }

    @Test
    void theNextAttemptIsOnTheSameRevisionAndNewRunsOnTheNewOne() throws Exception {
        offer(ONE);
        String old = waiting();
        assertEquals(RowCodec.revision(ONE), row(old));
        offer(TWO);
        changed();
        String young = waiting();
        gantry.clock.advance(Duration.ofSeconds(10));
        assertEquals("\"1.0.0\"", gantry.finished(old).output());
        assertEquals("\"2.0.0\"", gantry.finished(young).output());
        assertEquals(List.of(ONE, ONE), revisions(old));
        assertEquals(List.of(TWO, TWO), revisions(young));
        assertEquals(ONE, gantry.run(old).plugin());
        assertTrue(gantry.engine.logs(old, 0, 10).isEmpty());
    }

    private String row(String id) {
        return gantry.stored().find(RunIds.parse(id)).orElseThrow().plugin();
    }

    @Test
    void asksTheCatalogueWithAllItKnows() throws Exception {
        gantry.offer("a.b", (input, context) -> null);
        Run run = gantry.finished(gantry.submit("a.b"));
        assertEquals(run.id(), gantry.catalog.asked.work());
        assertEquals(run.tenant(), gantry.catalog.asked.tenant());
        assertEquals(run.labels(), gantry.catalog.asked.labels());
        assertNull(gantry.catalog.asked.pinned());
    }

    @Test
    void holdsAfterARestart() throws Exception {
        offer(ONE);
        String id = waiting();
        gantry.restart();
        offer(TWO);
        gantry.clock.advance(Duration.ofSeconds(10));
        gantry.start();
        assertEquals("\"1.0.0\"", gantry.finished(id).output());
    }

    @Test
    void waitsAloneWhileItsRevisionIsBroughtBack() throws Exception {
        offer(ONE);
        String old = waiting();
        offer(TWO);
        gantry.catalog.away(ONE);
        gantry.clock.advance(Duration.ofSeconds(10));
        gantry.awaitState(old, RunState.BLOCKED);
        assertEquals(FakeCatalog.returning(ONE), gantry.run(old).reason());
        EngineFixture.await(() -> gantry.engine.backlog().pinned().size() == 1);

        String young = waiting();
        gantry.clock.advance(Duration.ofSeconds(10));
        assertEquals("\"2.0.0\"", gantry.finished(young).output());
        assertEquals(RunState.BLOCKED, gantry.run(old).state());

        changed();
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 64);
        gantry.awaitState(old, RunState.BLOCKED);
        gantry.catalog.back(ONE);
        changed();
        assertEquals("\"1.0.0\"", gantry.finished(old).output());
        assertEquals(0, gantry.engine.backlog().pinned().size());
    }

    @Test
    void hearsOfAChangeThatCameWhileItAsked() throws Exception {
        offer(ONE);
        String id = waiting();
        gantry.catalog.away(ONE);
        gantry.catalog.refused =
                revision -> {
                    gantry.catalog.back(revision);
                    changed();
                };
        gantry.clock.advance(Duration.ofSeconds(10));
        assertEquals("\"1.0.0\"", gantry.finished(id).output());
    }

    @Test
    void aRunThatWaitsForItsRevisionCanBeCancelled() throws Exception {
        offer(ONE);
        String id = waiting();
        gantry.catalog.away(ONE);
        gantry.clock.advance(Duration.ofSeconds(10));
        gantry.awaitState(id, RunState.BLOCKED);
        assertEquals(RunResult.CANCELLED, gantry.engine.cancel(id, "no need").result());
        assertEquals(0, gantry.engine.backlog().pinned().size());
    }

    @Test
    void goesOnElsewhereAndSaysSoWhereItsRevisionIsNoLongerKept() throws Exception {
        offer(ONE);
        String id = waiting();
        offer(TWO);
        gantry.catalog.forget(ONE);
        gantry.clock.advance(Duration.ofSeconds(10));
        assertEquals("\"2.0.0\"", gantry.finished(id).output());
        assertEquals(List.of(ONE, TWO), revisions(id));
        String line = gantry.engine.logs(id, 0, 10).getFirst().message();
        assertTrue(line.contains("goes on with " + TWO), line);
        assertTrue(line.contains(ONE.toString()), line);
    }

    @Test
    void anAttemptThatTheProcessDiedInIsListedThoughTheStoreNeverHeardOfIt() throws Exception {
        gantry.catalog.withdraw("a.b");
        String id = gantry.submit("a.b");
        gantry.awaitState(id, RunState.BLOCKED);
        gantry.restart();
        gantry.catalog.died.put(id, ONE);
        gantry.catalog.offer(
                TWO,
                "a.b",
                () -> (Task<Json, Integer>) (input, context) -> context.attempt(),
                null,
                FIVE);
        gantry.start();
        Run run = gantry.finished(id);
        assertEquals("1", run.output());
        List<Attempt> attempts = gantry.engine.attempts(id);
        assertEquals(
                List.of(Attempt.State.LOST, Attempt.State.SUCCEEDED),
                attempts.stream().map(Attempt::state).toList());
        assertEquals(List.of(ONE, TWO), revisions(id));
        assertEquals(run.startedAt(), attempts.getFirst().startedAt());
    }

    @Test
    void aPluginThatIsGoneBlocksBothNewAndOld() throws Exception {
        offer(ONE);
        String old = waiting();
        gantry.catalog.withdraw("a.b");
        changed();
        String young = gantry.submit("a.b");
        gantry.clock.advance(Duration.ofSeconds(10));
        gantry.awaitState(old, RunState.BLOCKED);
        gantry.awaitState(young, RunState.BLOCKED);
        offer(ONE);
        changed();
        assertEquals("\"1.0.0\"", gantry.finished(old).output());
        gantry.awaitState(young, RunState.SCHEDULED);
        assertFalse(gantry.run(young).dueAt().isBefore(gantry.clock.instant()));
    }
}
