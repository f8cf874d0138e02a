package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Joining;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.run.TenantQuota;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** Submits that go together. */
@Timeout(60)
class JoinTest {
    private static final Joining SKIP = new Joining.Singleton("k", Joining.Singleton.Mode.SKIP);
    private static final Joining CANCEL = new Joining.Singleton("k", Joining.Singleton.Mode.CANCEL);

    @TempDir private Path folder;
    private EngineFixture gantry;
    private final Semaphore go = new Semaphore(0);
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS);
        gantry.offer(
                "slow",
                (input, context) -> {
                    seen.add(context.runId());
                    go.acquire();
                    return null;
                });
        gantry.offer(
                "a.b",
                (input, context) -> {
                    seen.add(input.toString());
                    return null;
                });
        gantry.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        go.release(1000);
        gantry.close();
    }

    private Runs.Submitted submit(String task, String params, Joining how) {
        return gantry.engine
                .submit(RunRequest.of(task, params).withJoining(how))
                .toCompletableFuture()
                .join();
    }

    @Test
    void aSecondSubmitOfASingletonIsAnsweredWithTheOpenRun() throws Exception {
        Runs.Submitted first = submit("slow", "{}", SKIP);
        assertFalse(first.joined());
        EngineFixture.await(() -> seen.size() == 1);
        Runs.Submitted second = submit("slow", "{\"n\":2}", SKIP);
        assertEquals(first.id(), second.id());
        assertTrue(second.joined());
        gantry.restart();
        gantry.start();
        assertEquals(first.id(), submit("slow", "{}", SKIP).id());
        go.release(1);
        gantry.finished(first.id());
        Runs.Submitted next = submit("slow", "{}", SKIP);
        assertNotEquals(first.id(), next.id());
    }

    @Test
    void ofManyWhoSubmitASingletonAtOnceOneMakesARun() {
        List<CompletableFuture<Runs.Submitted>> all =
                IntStream.range(0, 50)
                        .mapToObj(
                                i ->
                                        gantry.engine
                                                .submit(
                                                        RunRequest.of("slow", "{}")
                                                                .withJoining(SKIP))
                                                .toCompletableFuture())
                        .toList();
        assertEquals(1, all.stream().map(one -> one.join().id()).distinct().count());
        assertEquals(49, all.stream().filter(one -> one.join().joined()).count());
        assertEquals(1, gantry.engine.lives().open().get());
    }

    @Test
    void aNewerRunOfASingletonReplacesTheOpenOne() throws Exception {
        Runs.Submitted first = submit("slow", "{}", CANCEL);
        EngineFixture.await(() -> seen.size() == 1);
        Runs.Submitted second = submit("slow", "{}", CANCEL);
        assertNotEquals(first.id(), second.id());
        assertEquals(1, seen.size(), "the second waits for the end of the first");
        gantry.clock.advance(EngineFixture.SETTINGS.cancelGrace().plusMillis(1));
        Run ended = gantry.finished(first.id());
        assertEquals(RunResult.CANCELLED, ended.result());
        assertEquals("replaced by a newer run of singleton k", ended.reason());
        go.release(1);
        assertEquals(RunResult.SUCCESS, gantry.finished(second.id()).result());
        assertEquals(List.of(first.id(), second.id()), seen);
    }

    @Test
    void keysAreOfATaskTypeAndATenant() {
        Runs.Submitted one = submit("slow", "{}", SKIP);
        Runs.Submitted other = submit("a.b", "{}", SKIP);
        RunRequest blue =
                EngineFixture.request("slow", "blue", SlaClass.SILVER, 0).withJoining(SKIP);
        assertNotEquals(one.id(), other.id());
        assertNotEquals(one.id(), gantry.submit(blue));
    }

    private Joining debounce(String maxWait) {
        return new Joining.Debounce(
                "k", Duration.ofSeconds(10), maxWait == null ? null : Duration.parse(maxWait));
    }

    @Test
    void theLastSubmitOfManyIsRunWhenTheyEnd() throws Exception {
        Runs.Submitted first = submit("a.b", "{\"n\":1}", debounce(null));
        gantry.clock.advance(Duration.ofSeconds(9));
        Runs.Submitted second = submit("a.b", "{\"n\":2}", debounce(null));
        assertEquals(first.id(), second.id());
        assertTrue(second.joined());
        gantry.clock.advance(Duration.ofSeconds(9));
        assertEquals(RunState.SCHEDULED, gantry.run(first.id()).state());
        assertEquals("{\"n\":2}", gantry.run(first.id()).params());
        assertEquals(List.of(), seen);
        gantry.restart();
        assertEquals("{\"n\":2}", gantry.run(first.id()).params());
        gantry.start();
        gantry.clock.advance(Duration.ofSeconds(1));
        gantry.finished(first.id());
        assertEquals(List.of("{\"n\":2}"), seen);
        assertNotEquals(first.id(), submit("a.b", "{\"n\":3}", debounce(null)).id());
    }

    @Test
    void aDebouncedRunBeginsAfterItsLongestWait() throws Exception {
        String id = submit("a.b", "{\"n\":0}", debounce("PT25S")).id();
        for (int i = 1; i <= 3; i++) {
            gantry.clock.advance(Duration.ofSeconds(8));
            assertEquals(id, submit("a.b", "{\"n\":" + i + "}", debounce("PT25S")).id());
        }
        gantry.clock.advance(Duration.ofSeconds(1));
        gantry.finished(id);
        assertEquals(List.of("{\"n\":3}"), seen);
    }

    @Test
    void aRunBeyondTheWindowIsPutOffToo() throws Exception {
        Joining long_ = new Joining.Debounce("k", Duration.ofHours(2), null);
        String id = submit("a.b", "{\"n\":1}", long_).id();
        EngineFixture.await(() -> gantry.engine.lives().size() == 0);
        gantry.clock.advance(Duration.ofMinutes(90));
        assertEquals(id, submit("a.b", "{\"n\":2}", long_).id());
        gantry.clock.advance(Duration.ofMinutes(90));
        assertEquals(RunState.SCHEDULED, gantry.run(id).state());
        gantry.clock.advance(Duration.ofMinutes(30));
        gantry.finished(id);
        assertEquals(List.of("{\"n\":2}"), seen);
    }

    private static Joining batch(int max) {
        return new Joining.Batch("k", max, Duration.ofSeconds(10), "items");
    }

    @Test
    void submitsAreCollectedUntilThereAreEnough() throws Exception {
        List<CompletableFuture<Runs.Submitted>> all =
                IntStream.range(0, 10)
                        .mapToObj(
                                i ->
                                        gantry.engine
                                                .submit(
                                                        RunRequest.of("a.b", "{\"n\":" + i + "}")
                                                                .withJoining(batch(4)))
                                                .toCompletableFuture())
                        .toList();
        List<String> ids = all.stream().map(one -> one.join().id()).distinct().toList();
        assertEquals(3, ids.size());
        EngineFixture.await(() -> seen.size() == 2);
        gantry.clock.advance(Duration.ofSeconds(10));
        for (String id : ids) {
            gantry.finished(id);
        }
        assertEquals(3, seen.size());
        for (int i = 0; i < 10; i++) {
            String item = "{\"n\":" + i + "}";
            assertEquals(1, seen.stream().filter(text -> text.contains(item)).count(), item);
        }
        assertTrue(seen.get(0).startsWith("{\"items\":[{\"n\":"), seen.get(0));
    }

    @Test
    void whatWasCollectedIsThereAfterARestart() throws Exception {
        String id = submit("a.b", "{\"n\":1}", batch(9)).id();
        submit("a.b", "{\"n\":2}", batch(9));
        gantry.restart();
        gantry.start();
        assertEquals(id, submit("a.b", "{\"n\":3}", batch(9)).id());
        gantry.clock.advance(Duration.ofSeconds(10));
        gantry.finished(id);
        assertEquals(List.of("{\"items\":[{\"n\":1},{\"n\":2},{\"n\":3}]}"), seen);
    }

    @Test
    void aBatchThatWasCancelledTakesNoMore() throws Exception {
        String id = submit("a.b", "{\"n\":1}", batch(9)).id();
        assertEquals(RunResult.CANCELLED, gantry.engine.cancel(id, "no").result());
        assertNotEquals(id, submit("a.b", "{\"n\":2}", batch(9)).id());
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        RunRequest keyed = RunRequest.of("a.b", "{}").withIdempotencyKey("i");
        assertEquals(GantryException.Code.INVALID, refused(keyed.withJoining(batch(2))).code());
        assertEquals(
                GantryException.Code.NOT_FOUND,
                refused(RunRequest.of("none", "{}").withJoining(SKIP)).code());
        submit("a.b", "{\"n\":1}", debounce(null));
        assertEquals(
                GantryException.Code.REFUSED,
                refused(RunRequest.of("a.b", "{\"bad\":1}").withJoining(debounce(null))).code());
        gantry.engine
                .tenants()
                .put("default", new TenantQuota(1, 0, 0, 0.01, 1), OptionalLong.empty());
        submit("a.b", "{\"n\":2}", debounce(null));
        assertEquals(
                GantryException.Code.OVERLOADED,
                refused(RunRequest.of("a.b", "{}").withJoining(debounce(null))).code());
    }

    private GantryException refused(RunRequest request) {
        CompletionException e =
                assertThrows(CompletionException.class, () -> gantry.submit(request));
        return assertInstanceOf(GantryException.class, e.getCause());
    }
}
