package dev.gantry.sample.files;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TaskRunner;
import dev.gantry.testkit.TestClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;

@GantryTest
class CleanupTest {
    @TempDir Path dir;

    @Test
    void sparesFreshFilesAndOtherNames(TaskRunner tasks) throws IOException {
        Path old = file("old.log", 10, Duration.ofDays(8));
        Path fresh = file("new.log", 10, Duration.ofDays(1));
        Path other = file("old.txt", 10, Duration.ofDays(8));

        var run = tasks.run(new Cleanup(), Map.of("directory", dir, "glob", "*.log"));

        assertThat(run)
                .succeeded()
                .output(new Cleanup.Report(1, 10, 1, List.of()))
                .progress(1.0)
                .logged("deleted 1 files with 10 bytes, kept 1")
                .metric("deleted_total", 1)
                .metric("freed_bytes_total", 10);
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(fresh));
        assertTrue(Files.exists(other));
    }

    @Test
    void sparesWhatTheOperatorProtects(TaskRunner tasks) throws IOException {
        Path kept = file("kept/old.log", 10, Duration.ofDays(8));
        Path gone = file("gone/old.log", 10, Duration.ofDays(8));
        tasks.with(new Guard(List.of(dir.resolve("kept"), Path.of("/no/such/folder"))));
        assertThat(tasks.run(new Cleanup(), Map.of("directory", dir, "recursive", true)))
                .succeeded()
                .output(new Cleanup.Report(1, 10, 1, List.of()));
        assertTrue(Files.exists(kept));
        assertFalse(Files.exists(gone));
        assertThat(tasks.run(new Cleanup(), Map.of("directory", dir.resolve("kept")))).failed();
        assertTrue(Files.exists(kept));
    }

    @Test
    void ageIsCountedFromTheRunsClock(TaskRunner tasks) throws IOException {
        file("a", 1, Duration.ZERO);
        var params = Map.of("directory", dir, "olderThan", "PT1H");
        assertThat(tasks.run(new Cleanup(), params)).output(new Cleanup.Report(0, 0, 1, List.of()));
        tasks.clock().advance("PT1H");
        assertThat(tasks.run(new Cleanup(), params)).output(new Cleanup.Report(1, 1, 0, List.of()));
    }

    @Test
    void judgesBySize(TaskRunner tasks) throws IOException {
        file("big", 101, Duration.ofDays(8));
        file("small", 100, Duration.ofDays(8));
        var run = tasks.run(new Cleanup(), Map.of("directory", dir, "largerThan", 100));
        assertThat(run).succeeded().output(new Cleanup.Report(1, 101, 1, List.of()));
        assertTrue(Files.exists(dir.resolve("small")));
    }

    @Test
    void dryRunOnlySays(TaskRunner tasks) throws IOException {
        Path old = file("old.log", 7, Duration.ofDays(8));
        var run = tasks.run(new Cleanup(), Map.of("directory", dir, "dryRun", true));
        assertThat(run)
                .succeeded()
                .output(new Cleanup.Report(1, 7, 0, List.of()))
                .logged("would delete " + old.toRealPath());
        assertTrue(Files.exists(old));
    }

    @Test
    void goesIntoFoldersOnlyWhenAsked(TaskRunner tasks) throws IOException {
        file("top.log", 1, Duration.ofDays(8));
        file("a/b/deep.log", 1, Duration.ofDays(8));
        file("c/deep.log", 1, Duration.ofDays(8));
        assertThat(tasks.run(new Cleanup(), Map.of("directory", dir)))
                .output(new Cleanup.Report(1, 1, 0, List.of()));
        assertThat(
                        tasks.run(
                                new Cleanup(),
                                Map.of("directory", dir, "recursive", true, "glob", "a/**.log")))
                .output(new Cleanup.Report(1, 1, 0, List.of()));
        assertTrue(Files.exists(dir.resolve("c/deep.log")));
    }

    @Test
    void neverFollowsLinks(TaskRunner tasks, @TempDir Path outside) throws IOException {
        Path target = Files.write(outside.resolve("precious"), new byte[3]);
        age(target, Duration.ofDays(100));
        Files.createSymbolicLink(dir.resolve("to-folder"), outside);
        Files.createSymbolicLink(dir.resolve("to-file"), target);
        var run = tasks.run(new Cleanup(), Map.of("directory", dir, "recursive", true));
        assertThat(run).succeeded().output(new Cleanup.Report(0, 0, 0, List.of()));
        assertTrue(Files.exists(target));
        assertTrue(Files.isSymbolicLink(dir.resolve("to-file")));
    }

    @Test
    void refusesRootAndHome(TaskRunner tasks) throws IOException {
        Path home = Files.createDirectories(dir.resolve("home/ada"));
        var cleanup = new Cleanup(home);
        for (Path refused : List.of(Path.of("/"), home, home.getParent())) {
            assertThat(tasks.run(cleanup, Map.of("directory", refused)))
                    .failed()
                    .permanently("never cleaned; name a folder further down");
        }
        Path link = Files.createSymbolicLink(dir.resolve("link"), home);
        assertThat(tasks.run(cleanup, Map.of("directory", link)))
                .failed()
                .permanently("never cleaned");
        Path below = Files.createDirectory(home.resolve("tmp"));
        assertThat(tasks.run(cleanup, Map.of("directory", below))).succeeded();
    }

    @Test
    void saysWhatIsWrongWithParameters(TaskRunner tasks) {
        assertThat(tasks.run(new Cleanup(), Map.of("directory", dir.resolve("none"))))
                .failed()
                .permanently("none is no folder; name one that exists");
        assertThat(tasks.run(new Cleanup(), Map.of("directory", dir, "glob", "{a")))
                .failed()
                .permanently("`glob`: {a is no file name pattern");
        assertThat(tasks.run(new Cleanup(), Map.of("directory", dir, "olderThan", "-PT1S")))
                .failed()
                .permanently("`olderThan`");
    }

    @Test
    void deletesNothingWhenTooMuchMatches(TaskRunner tasks) throws IOException {
        for (int i = 0; i < 3; i++) {
            file("f" + i, 1, Duration.ofDays(8));
        }
        assertThat(tasks.run(new Cleanup(), Map.of("directory", dir, "maxDelete", 2)))
                .failed()
                .permanently("more than 2 files match, so none was deleted");
        assertEquals(3, count());
    }

    @Test
    void stopsBetweenTwoFiles(TaskRunner tasks) throws IOException {
        for (int i = 0; i < 10; i++) {
            file("f" + i, 1, Duration.ofDays(8));
        }
        tasks.whenProgress(0.5, tasks::cancel);
        assertThat(tasks.run(new Cleanup(), Map.of("directory", dir))).cancelled();
        assertEquals(4, count());
    }

    @Test
    void toleratesWhatVanishesOrChangesMeanwhile(TaskRunner tasks) throws IOException {
        file("a", 1, Duration.ofDays(8));
        file("b", 1, Duration.ofDays(8));
        tasks.whenProgress(
                0.0,
                () -> {
                    try {
                        // the order of a folder is not defined: one goes, the other becomes fresh
                        Files.delete(dir.resolve("a"));
                        age(dir.resolve("b"), Duration.ZERO);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(tasks.run(new Cleanup(), Map.of("directory", dir)))
                .succeeded()
                .output(new Cleanup.Report(0, 0, 1, List.of()));
        assertTrue(Files.exists(dir.resolve("b")));
    }

    private long count() throws IOException {
        try (var files = Files.list(dir)) {
            return files.count();
        }
    }

    private Path file(String name, int size, Duration age) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[size]);
        age(file, age);
        return file;
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(TestClock.START.minus(age)));
    }
}
