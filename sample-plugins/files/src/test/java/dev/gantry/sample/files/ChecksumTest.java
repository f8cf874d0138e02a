package dev.gantry.sample.files;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.sample.files.Checksum.Position;
import dev.gantry.sample.files.Checksum.Report;
import dev.gantry.sample.files.Checksum.Sum;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TaskRunner;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

@GantryTest
class ChecksumTest {
    private static final String ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String EMPTY =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir Path dir;

    @Test
    void listsFilesByPath(TaskRunner tasks) throws IOException {
        Files.writeString(dir.resolve("b.txt"), "abc");
        Files.createFile(dir.resolve("a.txt"));
        Files.writeString(dir.resolve("c.bin"), "abc");
        assertThat(tasks.run(new Checksum(), Map.of("directory", dir, "glob", "*.txt")))
                .succeeded()
                .output(
                        new Report(
                                List.of(new Sum("a.txt", 0, EMPTY), new Sum("b.txt", 3, ABC)),
                                3,
                                List.of()))
                .progress(1.0);
    }

    @Test
    void knowsOtherAlgorithms(TaskRunner tasks) throws IOException {
        Files.writeString(dir.resolve("f"), "abc");
        var md5 = new Sum("f", 3, "900150983cd24fb0d6963f7d28e17f72");
        assertThat(tasks.run(new Checksum(), Map.of("directory", dir, "algorithm", "MD5")))
                .output(new Report(List.of(md5), 3, List.of()));
        assertThat(tasks.run(new Checksum(), Map.of("directory", dir, "algorithm", "ROT13")))
                .failed()
                .permanently("use SHA-256");
    }

    @Test
    void progressGoesByBytes(TaskRunner tasks) throws IOException {
        Files.write(dir.resolve("big"), new byte[900_000]);
        Files.write(dir.resolve("small"), new byte[100_000]);
        var run = tasks.run(new Checksum(), Map.of("directory", dir));
        assertThat(run).succeeded();
        var afterBig =
                run.progress().stream().filter(p -> p.message().equals("big")).toList().getLast();
        assertEquals(0.9, afterBig.fraction(), 1e-9);
    }

    @Test
    void stopsInTheMiddleOfAFile(TaskRunner tasks) throws IOException {
        Files.write(dir.resolve("big"), new byte[4_000_000]);
        tasks.whenProgress(0.25, tasks::cancel);
        var run = tasks.run(new Checksum(), Map.of("directory", dir));
        assertThat(run).cancelled();
        assertEquals(true, run.progress().getLast().fraction() < 0.5);
    }

    @Test
    void goesOnWhereTheLastAttemptWas(TaskRunner tasks) throws IOException {
        for (String name : List.of("a", "b", "c", "d")) {
            Files.writeString(dir.resolve(name), "abc");
        }
        tasks.clock().tick(Duration.ofSeconds(1));
        tasks.whenProgress(0.75, tasks::cancel);
        var params = Map.of("directory", dir);
        var first = tasks.run(new Checksum(), params);
        assertThat(first).cancelled();
        var position = (Position) first.heartbeats().getLast();
        assertEquals(3, position.done().size());

        // different bytes, same size: only what is not trusted from before is read again
        rewrite("a", "xyz", position.done().get(0).modified());
        rewrite("b", "xyz", position.done().get(1).modified().plusSeconds(5));
        var second = tasks.attempt(2).resumeFrom(position).run(new Checksum(), params);
        assertThat(second).succeeded().logged("going on after 3 files").progress(1.0);
        String xyz = "3608bca1e44ea6c4d268eb6db02260269892c0b42b86bbf1e77a6fa16c3c9282";
        assertThat(second)
                .output(
                        new Report(
                                List.of(
                                        new Sum("a", 3, ABC),
                                        new Sum("b", 3, xyz),
                                        new Sum("c", 3, ABC),
                                        new Sum("d", 3, ABC)),
                                12,
                                List.of()));
    }

    @Test
    void countsWhatVanishes(TaskRunner tasks) throws IOException {
        Files.writeString(dir.resolve("a"), "abc");
        Files.writeString(dir.resolve("b"), "abc");
        tasks.whenProgress(
                0.5,
                () -> {
                    try {
                        Files.delete(dir.resolve("b"));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(tasks.run(new Checksum(), Map.of("directory", dir)))
                .succeeded()
                .output(new Report(List.of(new Sum("a", 3, ABC)), 3, List.of("b")));
    }

    @Test
    void refusesTooMany(TaskRunner tasks) throws IOException {
        Files.createFile(dir.resolve("a"));
        Files.createFile(dir.resolve("b"));
        assertThat(tasks.run(new Checksum(), Map.of("directory", dir, "maxFiles", 1)))
                .failed()
                .permanently("raise `maxFiles`");
    }

    private void rewrite(String name, String text, Instant modified) throws IOException {
        Files.writeString(dir.resolve(name), text);
        Files.setLastModifiedTime(dir.resolve(name), FileTime.from(modified));
    }
}
