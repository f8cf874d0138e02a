package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.run.BulkRequest;
import dev.gantry.spi.run.BulkResult;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunChange;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.RunFilter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class SteeringTest {
    @TempDir Path folder;
    private EngineFixture gantry;
    private final List<String> inputs = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
        offer();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private void offer() {
        gantry.offer(
                "a.b",
                (input, context) -> {
                    inputs.add(input.toString());
                    return null;
                });
        gantry.offer(
                "bad.task",
                (input, context) -> {
                    throw new IllegalStateException("no");
                });
    }

    private static RunRequest labelled(String task, String params, String key) {
        return RequestFixture.request(task)
                .params(params)
                .label("team", "ops")
                .tenant("blue")
                .sla(SlaClass.GOLD)
                .priority(3)
                .timeout(Duration.ofMinutes(1))
                .retry(new RetryPolicy(2, Duration.ZERO, Duration.ZERO))
                .key(key)
                .make();
    }

    private static RunQuery query(String task, RunState state, RunQuery.Only only) {
        return new RunQuery(
                state, null, task, null, null, Map.of(), 100, null, only, null, null, null, null);
    }

    private List<String> letters() {
        return gantry.engine.list(query(null, null, RunQuery.Only.DEAD_LETTER)).items().stream()
                .map(Run::id)
                .toList();
    }

    private static GantryException.Code refused(Runnable call) {
        return assertThrows(GantryException.class, call::run).code();
    }

    private String rerun(String id, String key) {
        return gantry.control().rerun(id, key, "anna").toCompletableFuture().join().id();
    }

    @Test
    void aChangedRunStartsWithWhatItWasChangedTo() throws Exception {
        String id = gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(5)));
        Run changed = gantry.control().change(id, new RunChange("{\"n\":2}", 7));
        assertEquals("{\"n\":2}", changed.params());
        assertEquals(7, changed.priority());
        assertEquals(RunState.SCHEDULED, changed.state());
        gantry.clock.advance(Duration.ofSeconds(6));
        Run run = gantry.finished(id);
        assertEquals("{\"n\":2}", run.params());
        assertEquals(List.of("{\"n\":2}"), inputs);
        assertEquals("{\"n\":2}", gantry.stored().list(filter(id)).getFirst().params());
        assertEquals(
                GantryException.Code.CONFLICT,
                refused(() -> gantry.control().change(id, new RunChange(null, 1))));
    }

    private static RunFilter filter(String id) {
        return new RunFilter(
                null, null, null, null, null, Map.of(), Set.of(RunIds.known(id)), 0, 1);
    }

    @Test
    void aChangeReachesRunsThatAreInTheStoreOnly() throws Exception {
        String id = gantry.submit(EngineFixture.delayed("a.b", Duration.ofHours(1)));
        EngineFixture.await(() -> gantry.engine.lives().size() == 0);
        Run changed = gantry.control().change(id, new RunChange("{\"n\":3}", null));
        assertEquals("{\"n\":3}", changed.params());
        gantry.restart();
        offer();
        gantry.start();
        gantry.clock.advance(Duration.ofHours(2));
        gantry.finished(id);
        assertEquals(List.of("{\"n\":3}"), inputs);
    }

    @Test
    void refusesWhatDoesNotFitOrHasStarted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        gantry.offer(
                "slow.task",
                (input, context) -> {
                    begun.countDown();
                    end.await();
                    return null;
                });
        String running = gantry.submit("slow.task");
        begun.await();
        assertEquals(
                GantryException.Code.CONFLICT,
                refused(() -> gantry.control().change(running, new RunChange("{}", null))));
        end.countDown();
        gantry.finished(running);
        String waiting = gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(5)));
        assertEquals(
                GantryException.Code.REFUSED,
                refused(
                        () ->
                                gantry.control()
                                        .change(waiting, new RunChange("{\"bad\":1}", null))));
        assertEquals("{}", gantry.run(waiting).params());
        assertThrows(IllegalArgumentException.class, () -> new RunChange(null, null));
        assertThrows(IllegalArgumentException.class, () -> new RunChange(null, 101));
    }

    @Test
    void noRunStartsWithTheOldParametersAfterTheAnswer() throws Exception {
        int changed = 0;
        for (int i = 0; i < 300; i++) {
            inputs.clear();
            String id = gantry.submit("a.b");
            try {
                gantry.control().change(id, new RunChange("{\"n\":9}", null));
                changed++;
                assertEquals("{\"n\":9}", gantry.finished(id).params());
                assertEquals(List.of("{\"n\":9}"), inputs);
            } catch (GantryException e) {
                assertEquals(GantryException.Code.CONFLICT, e.code());
                assertEquals("{}", gantry.finished(id).params());
                assertEquals(List.of("{}"), inputs);
            }
        }
        gantry.control().pause(Pause.Scope.TASK, "a.b", "x", "anna");
        for (int i = 0; i < 100; i++) {
            inputs.clear();
            String id = gantry.submit("a.b");
            Thread resume =
                    Thread.ofVirtual()
                            .start(() -> gantry.control().resume(Pause.Scope.TASK, "a.b", "anna"));
            try {
                gantry.control().change(id, new RunChange("{\"n\":9}", null));
                changed++;
                gantry.finished(id);
                assertEquals(List.of("{\"n\":9}"), inputs);
            } catch (GantryException e) {
                assertEquals(List.of("{}"), inputsOf(id));
            }
            resume.join();
            gantry.control().pause(Pause.Scope.TASK, "a.b", "x", "anna");
        }
        assertTrue(changed > 0, "some changes came in time");
    }

    private List<String> inputsOf(String id) throws Exception {
        gantry.finished(id);
        return List.copyOf(inputs);
    }

    @Test
    void aPriorityChangesTheOrder() throws Exception {
        gantry.control().pause(Pause.Scope.TASK, "a.b", "x", "anna");
        gantry.catalog.limits.put(FakeCatalog.REVISION.plugin(), 1);
        gantry.engine.changed(Kind.TASK, "a.b");
        String first = gantry.submit(RunRequest.of("a.b", "{\"n\":1}"));
        String second = gantry.submit(RunRequest.of("a.b", "{\"n\":2}"));
        EngineFixture.await(() -> gantry.engine.backlog().parked().size() == 2);
        gantry.control().change(second, new RunChange(null, 50));
        EngineFixture.await(() -> gantry.engine.backlog().parked().size() == 2);
        assertEquals(50, gantry.run(second).priority());
        gantry.control().resume(Pause.Scope.TASK, "a.b", "anna");
        gantry.finished(first);
        gantry.finished(second);
        assertEquals("{\"n\":2}", inputs.getFirst());
    }

    @Test
    void deadLettersStayUntilTheyAreRerunOrDismissed() throws Exception {
        String failed = gantry.submit(labelled("bad.task", "{\"n\":1}", null));
        String other = gantry.submit("bad.task");
        String fine = gantry.submit("a.b");
        assertTrue(gantry.finished(failed).deadLetter());
        gantry.finished(other);
        assertFalse(gantry.finished(fine).deadLetter());
        assertEquals(List.of(other, failed), letters());

        String again = rerun(failed, null);
        Run run = gantry.finished(again);
        assertEquals("{\"n\":1}", run.params());
        assertEquals(Map.of("team", "ops"), run.labels());
        assertEquals("blue", run.tenant());
        assertEquals(SlaClass.GOLD, run.sla());
        assertEquals(3, run.priority());
        assertEquals(2, run.maxAttempts());
        assertEquals(failed, run.rerunOf());
        Run before = gantry.run(failed);
        assertEquals(again, before.rerunAs());
        assertFalse(before.deadLetter());
        assertEquals(List.of(again, other), letters());

        assertFalse(gantry.control().dismiss(other, "known", "anna").deadLetter());
        assertEquals(List.of(again), letters());
        assertEquals(
                GantryException.Code.CONFLICT,
                refused(() -> gantry.control().dismiss(other, null, "anna")));
        assertEquals(
                GantryException.Code.CONFLICT,
                refused(() -> gantry.control().dismiss(fine, null, "anna")));
        gantry.restart();
        offer();
        gantry.start();
        assertEquals(List.of(again), letters());
        assertEquals(again, gantry.run(failed).rerunAs());
        assertNull(gantry.run(other).rerunAs());
    }

    @Test
    void aRerunIsMadeOnceForAKey() throws Exception {
        String failed = gantry.submit("bad.task");
        gantry.finished(failed);
        String first = rerun(failed, "k");
        Runs.Submitted second =
                gantry.control().rerun(failed, "k", "anna").toCompletableFuture().join();
        assertTrue(second.duplicate());
        assertEquals(first, second.id());
        assertEquals(first, gantry.run(failed).rerunAs());
        assertNotEquals(first, rerun(failed, null));
        String open = gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(5)));
        assertEquals(GantryException.Code.CONFLICT, refused(() -> rerun(open, null)));
    }

    private BulkResult bulk(BulkRequest.Action action, RunQuery which, int limit, boolean dry) {
        return gantry.control().bulk(new BulkRequest(action, which, limit, dry, "bulk", "anna"));
    }

    @Test
    void bulkGoesThroughAllPagesAndTellsWhatIsLeft() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            ids.add(gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(30))));
        }
        RunQuery mine = query("a.b", null, RunQuery.Only.ANY);
        BulkResult dry = bulk(BulkRequest.Action.CANCEL, mine, 10_000, true);
        assertEquals(1_200, dry.matched());
        assertEquals(0, dry.done());
        assertEquals(ids.getLast(), dry.first().getFirst());
        assertEquals(RunState.SCHEDULED, gantry.run(ids.getFirst()).state());

        BulkResult some = bulk(BulkRequest.Action.CANCEL, mine, 700, false);
        assertEquals(700, some.done());
        assertTrue(some.next() != null);
        BulkResult rest = bulk(BulkRequest.Action.CANCEL, mine, 10_000, false);
        assertEquals(500, rest.done());
        assertNull(rest.next());
        for (String id : ids) {
            assertEquals(RunResult.CANCELLED, gantry.run(id).result());
        }
        assertEquals(0, bulk(BulkRequest.Action.CANCEL, mine, 10, false).matched());
    }

    @Test
    void bulkPausesResumesRerunsAndSaysWhyNot() throws Exception {
        String one = gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(30)));
        Instant mark = gantry.clock.instant().plusSeconds(1);
        gantry.clock.advance(Duration.ofSeconds(2));
        String two = gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(30)));
        RunQuery after =
                new RunQuery(
                        null,
                        null,
                        "a.b",
                        null,
                        null,
                        Map.of(),
                        1,
                        null,
                        RunQuery.Only.ANY,
                        mark,
                        null,
                        null,
                        null);
        assertEquals(List.of(two), bulk(BulkRequest.Action.PAUSE, after, 10, false).first());
        RunQuery before =
                new RunQuery(
                        null,
                        null,
                        "a.b",
                        null,
                        null,
                        Map.of(),
                        1,
                        null,
                        RunQuery.Only.ANY,
                        null,
                        mark,
                        null,
                        null);
        assertEquals(List.of(one), bulk(BulkRequest.Action.PAUSE, before, 10, false).first());
        assertEquals(2, gantry.control().pauses().size());
        RunQuery all = query("a.b", null, RunQuery.Only.ANY);
        assertEquals(2, bulk(BulkRequest.Action.RESUME, all, 10, false).done());
        assertEquals(List.of(), gantry.control().pauses());
        gantry.control().pause(Pause.Scope.TASK, "a.b", "x", "anna");
        BulkResult refused = bulk(BulkRequest.Action.RESUME, all, 10, false);
        assertEquals(0, refused.done());
        assertEquals(2, refused.refused().getFirst().count());
        assertTrue(refused.refused().getFirst().reason().contains("task a.b is paused"));

        gantry.finished(gantry.submit("bad.task"));
        gantry.finished(gantry.submit("bad.task"));
        RunQuery bad = query("bad.task", null, RunQuery.Only.ANY);
        assertEquals(2, bulk(BulkRequest.Action.RERUN, bad, 10, false).done());
        EngineFixture.await(() -> letters().size() == 2);
        assertEquals(2, bulk(BulkRequest.Action.DISMISS, bad, 10, false).done());
        assertEquals(List.of(), letters());
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        bulk(
                                BulkRequest.Action.CANCEL,
                                query(null, null, RunQuery.Only.ANY),
                                10,
                                true));
    }
}
