package dev.gantry.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.files.YamlFolder.Change;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;

class YamlFolderTest {
    @TempDir Path home;
    private int writes;

    private YamlFolder folder() {
        return new YamlFolder(home, "conf/things", "thing.yaml");
    }

    private Path write(String name, byte[] content) throws IOException {
        Path file = Files.createDirectories(home.resolve("conf/things")).resolve(name);
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(++writes)));
        return file;
    }

    @Test
    void aFileIsSaidWhenItIsTheSameTwice() throws IOException {
        YamlFolder folder = folder();
        assertEquals(List.of(), folder.first());
        write("a.yaml", "one".getBytes());
        assertEquals(List.of(), folder.look(Set.of()));
        write("a.yaml", "two".getBytes());
        assertEquals(List.of(), folder.look(Set.of()));
        assertEquals(List.of(new Change.Said("a", "two")), folder.look(Set.of()));
        assertEquals(List.of(), folder.look(Set.of("a")));
    }

    @Test
    void aFileIsGoneWhenItIsSoTwice() throws IOException {
        Path file = write("a.yaml", "one".getBytes());
        YamlFolder folder = folder();
        assertEquals(List.of(new Change.Said("a", "one")), folder.first());
        Files.delete(file);
        assertEquals(List.of(), folder.look(Set.of("a")));
        assertEquals(List.of(new Change.Gone("a")), folder.look(Set.of("a")));
        assertEquals(List.of(), folder.look(Set.of()));
    }

    @Test
    void anEditorMayReplaceAFile() throws IOException {
        Path file = write("a.yaml", "one".getBytes());
        YamlFolder folder = folder();
        folder.first();
        Files.delete(file);
        assertEquals(List.of(), folder.look(Set.of("a")));
        write("a.yaml", "one".getBytes());
        assertEquals(List.of(), folder.look(Set.of("a")));
        assertEquals(List.of(new Change.Said("a", "one")), folder.look(Set.of("a")));
    }

    @Test
    void whatIsNoTextIsUnreadableAndOtherNamesAreLeftOut() throws IOException {
        write("a.yaml", new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        write("b.yaml", new byte[(1 << 20) + 1]);
        write("C.yaml", "x".getBytes());
        write("d.yml", "x".getBytes());
        List<Change> changes = folder().first();
        assertEquals(2, changes.size(), changes.toString());
        assertEquals(
                "conf/things/a.yaml: it is not UTF-8",
                assertInstanceOf(Change.Unreadable.class, changes.getFirst()).problem());
        assertTrue(
                assertInstanceOf(Change.Unreadable.class, changes.getLast())
                        .problem()
                        .endsWith("it is larger than 1 MiB"));
    }

    @Test
    void copiesAreThereAgain() {
        Path data = home.resolve("data/things");
        Copies copies = new Copies(data);
        copies.keep("a", "one");
        copies.keep("b", "two");
        copies.keep("a", "three");
        copies.forget("b");
        copies.forget("c");
        assertEquals("three", new Copies(data).all().get("a").text());
        assertEquals(Set.of("a"), new Copies(data).all().keySet());
    }
}
