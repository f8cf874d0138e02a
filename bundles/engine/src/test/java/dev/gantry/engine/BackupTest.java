package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.engine.payload.PayloadKeeper;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.store.MadeBackup;
import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.StoreCheck;
import dev.gantry.store.TempStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Backups with large parameters and results, and what comes back of them. */
@Timeout(120)
class BackupTest {
    private static final String TEXT = "ä".repeat(70_000);
    private static final String PARAMS = "{\"text\":\"" + TEXT + "\"}";

    @TempDir Path folder;
    private Path home;
    private EngineFixture gantry;

    @BeforeEach
    void start() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        gantry = open(home).start();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private static EngineFixture open(Path home) {
        EngineFixture opened = new EngineFixture(home, EngineFixture.SETTINGS);
        opened.offer("a.b", (input, context) -> input.path("text").asString());
        return opened;
    }

    private String run() throws Exception {
        return gantry.finished(gantry.submit(RunRequest.of("a.b", PARAMS))).id();
    }

    private static List<Path> files(Path where) throws IOException {
        try (var found = Files.walk(where)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** A home in which nothing is but the backup, ready to be restored. */
    private Path lay(String name) throws IOException {
        Path backup = home.resolve("backups").resolve(name + ".db");
        Path other = Files.createDirectories(folder.resolve("restored-" + name));
        Files.copy(backup, other.resolve("restore.db"));
        Path source = backup.resolveSibling(name + ".payloads");
        if (!Files.exists(source)) {
            return other; // of no run with a file
        }
        for (Path file : files(source)) {
            Path laid = other.resolve("restore.payloads").resolve(source.relativize(file));
            Files.createDirectories(laid.getParent());
            Files.copy(file, laid, StandardCopyOption.COPY_ATTRIBUTES);
        }
        return other;
    }

    private void restoredAreWhole(Path other, MadeBackup made) throws Exception {
        TempStore.restore(other.resolve("gantry.db"));
        assertFalse(Files.exists(other.resolve("restore.payloads")));
        EngineFixture restored = open(other);
        try {
            StoreCheck found = restored.admin().check();
            assertEquals(List.of(), found.damage());
            assertEquals(made.payloads(), found.payloads());
            RunQuery all = new RunQuery(null, null, null, null, null, Map.of(), 1000, null);
            for (Run run : restored.engine.list(all).items()) {
                Run whole = restored.run(run.id());
                assertEquals(PARAMS, whole.params());
                assertTrue(whole.output() == null || whole.output().equals('"' + TEXT + '"'));
            }
        } finally {
            restored.close();
        }
    }

    @Test
    void isWholeWhileRunsGoOnAndOthersAreDeleted() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger done = new AtomicInteger();
        CompletableFuture<Void> work =
                endlessly(
                        over,
                        () -> {
                            run();
                            done.incrementAndGet();
                        });
        CompletableFuture<Void> retention = endlessly(over, this::deleteSome);
        List<MadeBackup> backups = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int enough = done.get() + 30;
            EngineFixture.await(() -> done.get() >= enough || work.isDone());
            backups.add(gantry.admin().backup("b" + i + ".db"));
        }
        over.set(true);
        work.join();
        retention.join();
        // at one moment all may have been deleted, but not at each of five
        assertTrue(backups.stream().anyMatch(made -> made.payloads() > 0));
        for (MadeBackup made : backups) {
            assertEquals(List.of(), made.missing());
            restoredAreWhole(lay(made.backup().name().replace(".db", "")), made);
        }
    }

    @Test
    void oneOfNoRunWithAFileIsRestored() throws Exception {
        MadeBackup made = gantry.admin().backup("none.db");
        assertEquals(0, made.payloads());
        restoredAreWhole(lay("none"), made);
    }

    private interface Work {
        void go() throws Exception;
    }

    private static CompletableFuture<Void> endlessly(AtomicBoolean over, Work work) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                while (!over.get()) {
                                    work.go();
                                }
                                end.complete(null);
                            } catch (Throwable e) {
                                end.completeExceptionally(e);
                            }
                        });
        return end;
    }

    /** As retention does: first the rows, then the files. */
    private void deleteSome() {
        List<PastRun> old = gantry.retention().past(0, Long.MAX_VALUE, Long.MAX_VALUE, 20);
        List<Long> ids = old.stream().map(PastRun::id).toList();
        List<Long> open = gantry.retention().open(ids);
        List<PastRun> past = old.stream().filter(run -> !open.contains(run.id())).toList();
        if (past.size() > 10) {
            gantry.payloads.delete(gantry.retention().delete(past).join().runs());
        }
    }

    @Test
    void whatIsDeletedMeanwhileStaysUntilItIsMade() throws Exception {
        long run = RunIds.parse(run());
        Path payloads = home.resolve("payloads");
        Thread retention;
        try (var kept = new PayloadKeeper(gantry.payloads, gantry.clock).hold()) {
            retention = Thread.ofPlatform().start(() -> gantry.payloads.delete(List.of(run)));
            EngineFixture.await(() -> retention.getState() == Thread.State.WAITING);
            assertEquals(2, files(payloads).size());
        }
        retention.join();
        assertEquals(List.of(), files(payloads));
    }

    @Test
    void theFilesAreOtherNamesOfTheSame() throws Exception {
        run();
        MadeBackup made = gantry.admin().backup("a.db");
        assertEquals(2, made.payloads());
        Path copy = home.resolve("backups/a.payloads");
        List<Path> originals = files(home.resolve("payloads"));
        List<Path> copies = files(copy);
        assertEquals(2, copies.size());
        for (int i = 0; i < 2; i++) {
            assertTrue(Files.isSameFile(originals.get(i), copies.get(i)));
        }
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
        Path other = lay("a");
        Path there = Files.createDirectories(other.resolve("payloads"));
        assertEquals(0, files(there).size());
        restoredAreWhole(other, made);
    }

    @Test
    void onAnotherDiskTheyAreCopiedOnce() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(
                Files.isWritable(memory)
                        && !Files.getFileStore(memory).equals(Files.getFileStore(folder)));
        Path disk = Files.createTempDirectory(memory, "gantry");
        try {
            Files.createSymbolicLink(home.resolve("payloads"), disk);
            run();
            gantry.admin().backup("a.db");
            run();
            MadeBackup made = gantry.admin().backup("b.db");
            List<Path> first = files(home.resolve("backups/a.payloads"));
            List<Path> second = files(home.resolve("backups/b.payloads"));
            assertEquals(2, first.size());
            assertEquals(4, second.size());
            int shared = 0;
            for (Path file : first) {
                for (Path each : second) {
                    shared += Files.isSameFile(file, each) ? 1 : 0;
                }
            }
            assertEquals(2, shared);
            Path other = lay("b");
            Files.createSymbolicLink(
                    other.resolve("payloads"), Files.createDirectory(disk.resolve("other")));
            restoredAreWhole(other, made);
        } finally {
            try (var all = Files.walk(disk)) {
                for (Path each : all.toList().reversed()) {
                    Files.delete(each);
                }
            }
        }
    }

    @Test
    void saysWhatWasMissingAlready() throws Exception {
        String run = run();
        Path gone = files(home.resolve("payloads")).getFirst();
        Files.delete(gone);
        MadeBackup made = gantry.admin().backup("a.db");
        assertEquals(1, made.payloads());
        assertEquals(1, made.missing().size());
        assertTrue(
                made.missing().getFirst().contains(run)
                        && made.missing().getFirst().contains(gone.toString()),
                made.missing().getFirst());
    }

    @Test
    void nothingIsLeftWhereTheFilesCannotBeWritten() throws Exception {
        run();
        Path backups = Files.createDirectory(home.resolve("backups"));
        Files.writeString(backups.resolve("a.payloads"), "in the way");
        assertTrue(
                assertThrows(GantryException.class, () -> gantry.admin().backup("a.db"))
                        .getMessage()
                        .contains("make room"));
        assertEquals(List.of(backups.resolve("a.payloads")), files(backups));
        assertEquals(2, gantry.admin().backup("b.db").payloads());
    }
}
