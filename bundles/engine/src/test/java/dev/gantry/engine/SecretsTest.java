package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.LogLine;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** What a caller or an operator gave in confidence is nowhere to be seen. */
@Timeout(60)
class SecretsTest {
    private static final String GIVEN = "hunter2-of-the-caller";
    private static final String SET = "t0ken-of-the-operator";
    private static final String PARAMS = "{\"n\":1,\"secret\":\"" + GIVEN + "\"}";

    record Limits(String token) {}

    @TempDir Path folder;
    private EngineFixture gantry;

    @BeforeEach
    void open() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
    }

    @AfterEach
    void close() throws Exception {
        gantry.close();
    }

    private static void assertHidden(String text) {
        assertFalse(text.contains("hunter2"), text);
        assertFalse(text.contains("t0ken"), text);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isInNoLogNoErrorNoProgressAndNoRun() throws Exception {
        gantry.catalog.settingsSecrets = Set.of(SET);
        CountDownLatch said = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    assertEquals(GIVEN, input.path("secret").asString(), "the task has it");
                    context.log().info("log in with {} and {}", GIVEN, SET);
                    context.log().warn("Authorization: Basic {}", base64("me:" + GIVEN));
                    context.log().error("it failed", new IOException("with " + SET));
                    context.progress(0.5, "as " + GIVEN);
                    said.countDown();
                    go.await();
                    IOException failure = new IOException("no " + "x".repeat(3990) + GIVEN);
                    failure.addSuppressed(new IOException(SET));
                    throw failure;
                });
        String id = gantry.submit(RunRequest.of("a.b", PARAMS));
        said.await();
        assertEquals("as ***", gantry.run(id).progressMessage());
        assertEquals("{\"n\":1,\"secret\":\"***\"}", gantry.run(id).params());
        go.countDown();
        Run run = gantry.finished(id);
        assertEquals(RunResult.FAILURE, run.result());
        assertHidden(run.error().message());
        List<LogLine> lines = gantry.engine.logs(id, 0, 99);
        assertEquals(3, lines.size());
        lines.forEach(line -> assertHidden(line.message()));
        assertEquals("log in with *** and ***", lines.getFirst().message());
        assertFalse(lines.get(1).message().contains(base64(GIVEN).substring(4, 20)));
        assertHidden(gantry.run(id).toString());
        assertHidden(
                gantry.engine
                        .list(new RunQuery(null, null, null, null, null, Map.of(), 10, null))
                        .items()
                        .toString());
        try (var files = Files.walk(folder.resolve("run-logs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertHidden(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
    }

    @Test
    void aResultIsShownWithoutThem() throws Exception {
        gantry.catalog.settingsSecrets = Set.of(SET);
        gantry.offer("a.b", (input, context) -> List.of("at " + GIVEN, "by " + SET));
        String id = gantry.submit(RunRequest.of("a.b", PARAMS));
        assertEquals("[\"at ***\",\"by ***\"]", gantry.finished(id).output());
        assertEquals(
                "[\"at " + GIVEN + "\",\"by ***\"]",
                gantry.stored().find(RunIds.parse(id)).orElseThrow().output());
    }

    @Test
    void aResultIsNotShownWithoutTheParametersThatTellThem() throws Exception {
        gantry.catalog.schema = "{\"properties\":{\"secret\":{\"writeOnly\":true}}}";
        gantry.offer("a.b", (input, context) -> "at " + GIVEN);
        String params = "{\"n\":\"" + "x".repeat(100_000) + "\",\"secret\":\"" + GIVEN + "\"}";
        String id = gantry.submit(RunRequest.of("a.b", params));
        assertEquals("\"at ***\"", gantry.finished(id).output());
        gantry.payloads.delete(Set.of(RunIds.parse(id)));
        assertHidden(gantry.run(id).output());
        assertTrue(gantry.run(id).output().contains("/output"), gantry.run(id).output());
    }

    @Test
    void followsAChangeOfTheSettings() throws Exception {
        gantry.catalog.settings = new Limits(SET);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    gantry.catalog.settingsSecrets = Set.of(SET);
                    context.log().info("now {}", context.settings(Limits.class).token());
                    return null;
                });
        String id = gantry.submit(RunRequest.of("a.b", "{}"));
        gantry.finished(id);
        assertEquals("now ***", gantry.engine.logs(id, 0, 9).getFirst().message());
    }

    @Test
    void parametersThatAreNotSecretAreShown() throws Exception {
        gantry.offer("a.b", (input, context) -> "ok");
        Run run = gantry.finished(gantry.submit(RunRequest.of("a.b", "{\"n\":1}")));
        assertEquals("{\"n\":1}", run.params());
        assertTrue(run.output().contains("ok"));
    }
}
