package dev.gantry.slo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.slo.Objective;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

class SloFolderTest {
    @TempDir Path home;
    private SloFolder folder;
    private int writes;

    @BeforeEach
    void open() {
        folder = new SloFolder(home);
    }

    @Test
    void filesAreTakenWhenTheyAreStillAndGoneWhenTheyAreGone() throws IOException {
        assertEquals(List.of(), ids());
        write("mail", "mail-up");
        assertFalse(folder.look());
        assertTrue(folder.look());
        assertEquals(List.of("mail-up"), ids());
        write("files", "files-up", "a-first");
        looks();
        assertEquals(List.of("a-first", "files-up", "mail-up"), ids());
        Files.delete(file("mail"));
        looks();
        assertEquals(List.of("a-first", "files-up"), ids());
        open();
        assertEquals(List.of("a-first", "files-up"), ids());
    }

    @Test
    void aWrongFileLeavesWhatWasInForceAlsoOverARestart() throws IOException {
        write("mail", "mail-up");
        looks();
        say("mail", "objectives: [wrong]");
        looks();
        assertEquals(List.of("mail-up"), ids());
        String problem = "conf/slos/mail.yaml, line 1: expected an objective with id, task, kind";
        assertTrue(folder.problems().getFirst().problem().startsWith(problem));
        assertEquals("conf/slos/mail.yaml", folder.problems().getFirst().file());
        open();
        assertEquals(List.of("mail-up"), ids());
        assertTrue(folder.problems().getFirst().problem().startsWith(problem));
        write("mail", "mail-down");
        looks();
        assertEquals(List.of("mail-down"), ids());
        assertEquals(List.of(), folder.problems());
    }

    @Test
    void anIdIsInOneFileOnly() throws IOException {
        write("b", "mail-up");
        looks();
        write("a", "mail-up", "other");
        looks();
        assertEquals(List.of("mail-up"), ids());
        assertEquals(
                "conf/slos/a.yaml: id mail-up is in conf/slos/b.yaml as well; rename one of them",
                folder.problems().getFirst().problem());
        write("b", "another");
        looks();
        assertEquals(List.of("another", "mail-up", "other"), ids());
        assertEquals(List.of(), folder.problems());
    }

    @Test
    void anObjectiveMayMoveFromOneFileToAnother() throws IOException {
        write("b", "mail-up");
        write("a", "files-up");
        looks();
        write("a", "files-up", "mail-up");
        say("b", "objectives: []");
        looks();
        assertEquals(List.of("files-up", "mail-up"), ids());
        assertEquals(List.of(), folder.problems());
    }

    @Test
    void thereIsALimit() throws IOException {
        String[] many = new String[SloFolder.MOST];
        for (int i = 0; i < many.length; i++) {
            many[i] = "slo-" + i;
        }
        write("many", many);
        write("more", "one-more");
        looks();
        assertEquals(SloFolder.MOST, ids().size());
        assertTrue(folder.problems().getFirst().problem().contains("100 is the most"));
    }

    private List<String> ids() {
        return folder.objectives().stream().map(Objective::id).toList();
    }

    private void looks() {
        folder.look();
        folder.look();
    }

    private Path file(String name) {
        return home.resolve("conf/slos").resolve(name + ".yaml");
    }

    private void write(String name, String... ids) throws IOException {
        StringBuilder text = new StringBuilder("objectives:\n");
        for (String id : ids) {
            text.append("  - {id: ")
                    .append(id)
                    .append(", task: a.b, kind: availability, objective: 99}\n");
        }
        say(name, text.toString());
    }

    private void say(String name, String text) throws IOException {
        Files.createDirectories(home.resolve("conf/slos"));
        Files.writeString(file(name), text);
        Files.setLastModifiedTime(file(name), FileTime.from(Instant.ofEpochSecond(++writes)));
    }
}
