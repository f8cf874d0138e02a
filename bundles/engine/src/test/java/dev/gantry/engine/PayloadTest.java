package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunHistories;
import dev.gantry.spi.run.RunHistory;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.store.StoredRun;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Large parameters and results: in files, whole where they are asked for, verified when read. */
@Timeout(60)
class PayloadTest {
    private static final String TEXT = "ä".repeat(100_000);
    private static final String PARAMS = "{\"text\":\"" + TEXT + "\"}";

    @TempDir Path folder;
    private EngineFixture gantry;

    @BeforeEach
    void open() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS);
        gantry.offer("a.b", (input, context) -> input.path("text").asString());
    }

    @AfterEach
    void close() throws Exception {
        gantry.close();
    }

    private List<Path> files() throws IOException {
        if (!Files.exists(folder.resolve("payloads"))) {
            return List.of();
        }
        try (var found = Files.walk(folder.resolve("payloads"))) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private Run listed() {
        RunQuery all = new RunQuery(null, null, null, null, null, Map.of(), 1, null);
        return gantry.engine.list(all).items().getFirst();
    }

    @Test
    void areInFilesAndShownWhole() throws Exception {
        String id = gantry.submit(RunRequest.of("a.b", PARAMS));
        StoredRun row = gantry.stored().find(RunIds.parse(id)).orElseThrow();
        assertTrue(row.params().length() < 100, row.params());
        assertEquals(PARAMS, gantry.run(id).params());
        gantry.restart();
        gantry.start();
        Run run = gantry.finished(id);
        assertEquals(RunResult.SUCCESS, run.result());
        assertEquals("\"" + TEXT + "\"", run.output());
        assertEquals(PARAMS, gantry.run(id).params());
        row = gantry.stored().find(RunIds.parse(id)).orElseThrow();
        assertTrue(row.output().length() < 100, row.output());
        assertEquals(2, files().size());
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("payloads"))));
        assertEquals(
                "{\"href\":\"/api/v1/runs/" + id + "/params\",\"chars\":100011}",
                listed().params());
        assertTrue(listed().output().contains("/output"));
        gantry.payloads.delete(List.of(RunIds.parse(id)));
        assertEquals(List.of(), files());
    }

    @Test
    void ofManyRunsAreReadWithEachOfThem() throws Exception {
        gantry.start();
        String id = gantry.submit(RunRequest.of("a.b", PARAMS));
        gantry.finished(id);
        String waits = gantry.submit(EngineFixture.delayed("a.b", Duration.ofHours(1)));
        List<RunHistories.Found> found = gantry.engine.histories().of(List.of(id, waits));
        assertEquals(waits, found.getFirst().shown().run().id());
        RunHistory over = found.getLast().shown();
        assertEquals(PARAMS, over.run().params());
        assertEquals("\"" + TEXT + "\"", over.run().output());
        assertEquals(1, over.attempts().size());
        gantry.payloads.delete(List.of(RunIds.parse(id)));
        assertTrue(found.getLast().shown().run().output().contains("/output"));
        GantryException missing =
                assertThrows(GantryException.class, () -> found.getLast().whole());
        assertTrue(missing.getMessage().contains("gantry.payload.dir"), missing.getMessage());
    }

    @Test
    void smallOnesMakeNoFiles() throws Exception {
        gantry.start();
        gantry.finished(gantry.submit(RunRequest.of("a.b", "{\"text\":\"x\"}")));
        assertFalse(Files.exists(folder.resolve("payloads")));
    }

    @Test
    void aDamagedOrMissingFileIsAnErrorWithTheRemedy() throws Exception {
        String damaged = gantry.submit(RunRequest.of("a.b", PARAMS));
        Files.writeString(files().getFirst(), PARAMS.replace('ä', 'e'));
        String missing = gantry.submit(RunRequest.of("a.b", PARAMS));
        for (Path file : files()) {
            if (file.getFileName().toString().startsWith(missing)) {
                Files.delete(file);
            }
        }
        gantry.start();
        Run one = gantry.finished(damaged);
        assertEquals(RunResult.ERROR, one.result());
        assertTrue(one.error().message().contains("was changed or damaged"), one.toString());
        Run other = gantry.finished(missing);
        assertTrue(other.error().message().contains("gantry.payload.dir"), other.toString());
        assertTrue(gantry.run(missing).params().contains("href"));
    }

    @Test
    void aRerunHasItsOwn() throws Exception {
        gantry.start();
        String id = gantry.submit(RunRequest.of("a.b", PARAMS));
        gantry.finished(id);
        String again = gantry.control().rerun(id, null, "ann").toCompletableFuture().join().id();
        gantry.finished(again);
        gantry.payloads.delete(List.of(RunIds.parse(id)));
        assertEquals(PARAMS, gantry.run(again).params());
    }

    @Test
    void whatIsTooLargeIsRefused() throws Exception {
        String huge = "{\"text\":\"" + "x".repeat(17 << 20) + "\"}";
        GantryException why =
                (GantryException)
                        assertThrows(
                                        CompletionException.class,
                                        () -> gantry.submit(RunRequest.of("a.b", huge)))
                                .getCause();
        assertTrue(why.getMessage().contains("gantry.engine.payload.max"), why.getMessage());
        gantry.offer("big", (input, context) -> "x".repeat(17 << 20));
        gantry.start();
        Run run = gantry.finished(gantry.submit("big"));
        assertEquals(RunResult.FAILURE, run.result());
        assertTrue(run.error().message().contains("gantry.engine.payload.max"));
    }

    @Test
    void aDiskThatRefusesRefusesTheRunButUndoesNoWork() throws Exception {
        Files.writeString(folder.resolve("payloads"), "in the way");
        Throwable why =
                assertThrows(
                                CompletionException.class,
                                () -> gantry.submit(RunRequest.of("a.b", PARAMS)))
                        .getCause();
        assertTrue(why.getMessage().contains("make room there"), why.getMessage());
        assertEquals(0, gantry.engine.lives().open().get());
        gantry.offer("big", (input, context) -> TEXT);
        gantry.start();
        Run run = gantry.finished(gantry.submit("big"));
        assertEquals("\"" + TEXT + "\"", run.output());
    }

    @Test
    void whatBelongsToNoRunIsSwept() throws Exception {
        String id = gantry.submit(RunRequest.of("a.b", PARAMS));
        long orphan = RunIds.parse(id) + 1;
        gantry.payloads.keep(orphan, dev.gantry.engine.payload.PayloadFiles.Kind.PARAMS, PARAMS);
        assertEquals(2, files().size());
        PayloadSweep sweep =
                new PayloadSweep(
                        new Stores(gantry.stored(), null, null, gantry.logs, gantry.payloads),
                        gantry.clock,
                        RunIds.parse(id));
        for (Path file : files()) {
            Files.setLastModifiedTime(file, FileTime.from(gantry.clock.instant()));
        }
        sweep.pass();
        assertEquals(2, files().size(), "too young");
        gantry.clock.advance(Duration.ofHours(2));
        sweep.pass();
        assertEquals(1, files().size());
        assertTrue(files().getFirst().getFileName().toString().startsWith(id));
    }
}
