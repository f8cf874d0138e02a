package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.engine.payload.PayloadKeeper;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Joining;
import dev.gantry.spi.run.RunChange;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.RunPayloads;
import dev.gantry.spi.store.UnsureException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A run has the files of its last parameters and no others. */
@Timeout(60)
class PayloadLeftTest {
    private static final String ONE = "{\"text\":\"" + "x".repeat(100_000) + "\"}";
    private static final String TWO = ONE.replace('x', 'y');
    private static final Joining DEBOUNCE = new Joining.Debounce("k", Duration.ofSeconds(10), null);

    @TempDir Path folder;
    private EngineFixture gantry;
    private GantryException failure;

    @BeforeEach
    void open() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS);
        gantry.offer("a.b", (input, context) -> input.toString().length());
    }

    @AfterEach
    void close() throws Exception {
        gantry.close();
    }

    private long files() throws IOException {
        try (var found = Files.walk(folder.resolve("payloads"))) {
            return found.filter(Files::isRegularFile).count();
        }
    }

    private String submit(String params, Joining how) {
        return gantry.submit(RunRequest.of("a.b", params).withJoining(how));
    }

    private String waiting() {
        return gantry.submit(
                RequestFixture.request("a.b").params(ONE).delay(Duration.ofHours(1)).make());
    }

    @Test
    void aDebouncedRunHasThoseOfTheLastSubmit() throws Exception {
        String id = submit(ONE, DEBOUNCE);
        for (String next : new String[] {TWO, ONE, TWO, TWO, ONE}) {
            assertEquals(id, submit(next, DEBOUNCE));
            assertEquals(1, files());
            assertEquals(next, gantry.run(id).params());
        }
        submit("{}", DEBOUNCE);
        assertEquals(0, files());
    }

    @Test
    void aBatchHasThoseOfAllItems() throws Exception {
        Joining batch = new Joining.Batch("k", 4, Duration.ofSeconds(10), "items");
        String id = submit(ONE, batch);
        assertEquals(id, submit(TWO, batch));
        assertEquals(id, submit(ONE, batch));
        assertEquals(1, files());
        assertEquals(
                "{\"items\":[" + String.join(",", ONE, TWO, ONE) + "]}", gantry.run(id).params());
    }

    @Test
    void aChangedRunHasThoseOfTheChange() throws Exception {
        String id = waiting();
        gantry.control().change(id, new RunChange(TWO, null));
        gantry.control().change(id, new RunChange(null, 7));
        assertEquals(1, files());
        gantry.restart();
        gantry.control().change(id, new RunChange(ONE, null));
        assertEquals(1, files());
        assertEquals(ONE, gantry.run(id).params());
    }

    @Test
    void whatIsRefusedLeavesNone() throws Exception {
        String id = waiting();
        gantry.stored().cancel(RunIds.parse(id), "not wanted").join();
        assertThrows(
                GantryException.class, () -> gantry.control().change(id, new RunChange(TWO, null)));
        assertThrows(
                GantryException.class, () -> gantry.control().change(id, new RunChange(ONE, null)));
        assertEquals(1, files());
        assertEquals(ONE, gantry.run(id).params());
    }

    @Test
    void bothStayWhileItIsNotKnownWhichTheRunHas() throws Exception {
        String id = waiting();
        gantry.aroundControl = PayloadLeftTest::unsure;
        gantry.restart();
        assertThrows(
                UnsureException.class, () -> gantry.control().change(id, new RunChange(TWO, null)));
        assertEquals(2, files());
    }

    @Test
    void aSubmitThatIsRefusedOrRepeatsAnotherLeavesNone() throws Exception {
        RunRequest keyed =
                RequestFixture.request("a.b")
                        .params(ONE)
                        .delay(Duration.ofHours(1))
                        .key("k")
                        .make();
        assertEquals(gantry.submit(keyed), gantry.submit(keyed));
        EngineFixture.await(this::one);
        gantry.close();
        failure = TroubledStore.away();
        gantry = troubled();
        assertThrows(CompletionException.class, this::waiting);
        EngineFixture.await(this::one);
        failure = new UnsureException("the wire is cut", null);
        assertThrows(CompletionException.class, this::waiting);
        gantry.engine.close();
        assertEquals(2, files());
    }

    private EngineFixture troubled() {
        EngineFixture troubled =
                EngineFixture.troubled(
                        folder, "insert", (store, run) -> CompletableFuture.failedFuture(failure));
        troubled.offer("a.b", (input, context) -> null);
        return troubled;
    }

    private boolean one() {
        try {
            return files() == 1;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void theyStayWhileFilesAreHeld() throws Exception {
        String id = waiting();
        RunPayloads.Hold hold = new PayloadKeeper(gantry.payloads, gantry.clock).hold();
        try {
            CompletableFuture.runAsync(() -> gantry.control().change(id, new RunChange(TWO, null)))
                    .join();
            assertEquals(2, files());
        } finally {
            hold.close();
        }
    }

    private static ControlStore unsure(ControlStore store) {
        return (ControlStore)
                Proxy.newProxyInstance(
                        ControlStore.class.getClassLoader(),
                        new Class<?>[] {ControlStore.class},
                        (proxy, method, arguments) -> {
                            try {
                                Object answer = method.invoke(store, arguments);
                                return method.getName().equals("change")
                                        ? CompletableFuture.failedFuture(
                                                new UnsureException("the wire is cut", null))
                                        : answer;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
