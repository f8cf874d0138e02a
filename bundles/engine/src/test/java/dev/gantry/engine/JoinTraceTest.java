package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gantry.api.context.TraceContext;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.Carried;
import dev.gantry.spi.run.Joining;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A run that several submits made tells of all their traces. */
@Timeout(60)
class JoinTraceTest {
    private static final Joining BATCH =
            new Joining.Batch("k", 100, Duration.ofSeconds(10), "items");
    private static final Joining DEBOUNCE = new Joining.Debounce("k", Duration.ofSeconds(10), null);

    @TempDir private Path folder;
    private EngineFixture gantry;

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS);
        gantry.offer("a.b", (input, context) -> null);
        gantry.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        gantry.close();
    }

    private String submit(String traceparent, Joining how) {
        RunRequest request = RequestFixture.request("a.b").traceparent(traceparent).make();
        return gantry.engine.submit(request.withJoining(how)).toCompletableFuture().join().id();
    }

    private static String caller(int number) {
        return "00-%032x-%016x-01".formatted(number, number);
    }

    private static List<String> callers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(JoinTraceTest::caller).toList();
    }

    private Event.RunChanged finished(String id) throws Exception {
        gantry.clock.advance(Duration.ofSeconds(10));
        gantry.finished(id);
        EngineFixture.await(() -> ended(id).size() == 1);
        return ended(id).getFirst();
    }

    private List<Event.RunChanged> ended(String id) {
        return gantry.events.after(0, 10_000).stream()
                .map(numbered -> numbered.event())
                .filter(Event.RunChanged.class::isInstance)
                .map(Event.RunChanged.class::cast)
                .filter(run -> run.id().equals(id) && run.state() == RunState.FINISHED)
                .toList();
    }

    @Test
    void aBatchIsInTheTraceOfTheFirstAndLinksToTheOthersAlsoAfterARestart() throws Exception {
        String id = submit(caller(1), BATCH);
        submit(caller(2), BATCH);
        submit(caller(2), BATCH);
        submit(null, BATCH);
        gantry.restart();
        gantry.start();
        assertEquals(id, submit(caller(3), BATCH));
        Event.RunChanged run = finished(id);
        assertEquals(TraceContext.parse(caller(1)).traceId(), run.traceId());
        assertEquals(callers(2, 3), run.origin().links());
    }

    @Test
    void aDebouncedRunIsInTheTraceOfTheLastAndLinksToTheFormerOnes() throws Exception {
        String id = submit(caller(1), DEBOUNCE);
        submit(caller(2), DEBOUNCE);
        submit(caller(3), DEBOUNCE);
        Event.RunChanged run = finished(id);
        assertEquals(TraceContext.parse(caller(3)).traceId(), run.traceId());
        assertEquals(callers(1, 2), run.origin().links());
    }

    @Test
    void linksAreBoundedAndOneSubmitHasNone() throws Exception {
        String id = submit(caller(1), BATCH);
        callers(2, 60).forEach(caller -> submit(caller, BATCH));
        assertEquals(callers(2, 1 + Carried.LINK_LIMIT), finished(id).origin().links());
        assertNull(finished(submit(null, BATCH)).origin());
        assertEquals(List.of(), finished(submit(caller(1), DEBOUNCE)).origin().links());
    }
}
