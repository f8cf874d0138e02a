package dev.gantry.sample.phases;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TaskRunner;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

@GantryTest
class PublishTest {
    @TempDir Path folder;

    private Publish.Page page(boolean mistake) {
        return new Publish.Page(folder, "news", List.of("one", "two"), mistake);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void publishesInThreePhases(TaskRunner tasks) throws IOException {
        assertThat(tasks.run(new Publish(), page(false)))
                .succeeded()
                .output(new Publish.Report(8))
                .phases("prepare", "execute", "commit");
        assertEquals("one\ntwo\n", Files.readString(folder.resolve("news.txt")));
        assertEquals(List.of("news.txt"), files());
    }

    @Test
    void undoesWhatFailed(TaskRunner tasks) throws IOException {
        Files.writeString(folder.resolve("news.txt"), "old");
        assertThat(tasks.run(new Publish(), page(true)))
                .failed()
                .permanently("a reader found a mistake")
                .phases("prepare", "execute", "rollback");
        assertEquals("old", Files.readString(folder.resolve("news.txt")));
        assertEquals(List.of("news.txt"), files());
    }

    @Test
    void undoesWhatIsCancelled(TaskRunner tasks) throws IOException {
        tasks.whenProgress(0.5, tasks::cancel);
        assertThat(tasks.run(new Publish(), page(false)))
                .cancelled()
                .phases("prepare", "execute", "rollback");
        assertEquals(List.of(), files());
    }

    @Test
    void aCrashBetweenTwoPhasesRollsNothingBackAndTheNextAttemptBeginsAnew(TaskRunner tasks)
            throws IOException {
        assertThat(tasks.crashAfter("execute").run(new Publish(), page(false)))
                .lost()
                .phases("prepare", "execute");
        assertThat(tasks.run(new Publish(), page(false))).succeeded();
        assertEquals("one\ntwo\n", Files.readString(folder.resolve("news.txt")));
        assertEquals(2, files().size(), "the draft of the lost attempt is still there");
    }
}
