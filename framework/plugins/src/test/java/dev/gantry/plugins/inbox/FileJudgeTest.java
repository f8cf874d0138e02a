package dev.gantry.plugins.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

class FileJudgeTest {
    @TempDir Path folder;
    private final Instant start = Instant.now();

    private static byte[] jar() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        return bytes.toByteArray();
    }

    private FileJudge.Look look(FileJudge judge, long millis) {
        return judge.look(start.plusMillis(millis));
    }

    /** Writes as if at that time. */
    private Path write(Path file, byte[] content, long millis) throws IOException {
        Files.write(file, content);
        return Files.setLastModifiedTime(file, FileTime.from(start.plusMillis(millis)));
    }

    @Test
    void takesWhatIsTheSameTwice() throws IOException {
        Path file = write(folder.resolve("a.jar"), jar(), 0);
        FileJudge judge = new FileJudge(file);
        assertInstanceOf(FileJudge.Look.Later.class, look(judge, 0));
        assertInstanceOf(FileJudge.Look.Later.class, look(judge, 20));
        assertInstanceOf(FileJudge.Look.Taken.class, look(judge, 60));
        assertInstanceOf(FileJudge.Look.Known.class, look(judge, 5000));
        Files.delete(file);
        assertInstanceOf(FileJudge.Look.Gone.class, look(judge, 6000));
    }

    @Test
    void takesAtOnceWhatNobodyTouchedForLong() throws IOException {
        Path file = Files.write(folder.resolve("a.jar"), jar());
        Files.setLastModifiedTime(file, FileTime.from(start.minusSeconds(60)));
        assertInstanceOf(FileJudge.Look.Taken.class, look(new FileJudge(file), 0));
    }

    @Test
    void givesASlowCopyItsTime() throws IOException {
        byte[] jar = jar();
        Path file = folder.resolve("slow.jar");
        FileJudge judge = new FileJudge(file);
        for (int length = 10; length < 100; length += 10) {
            write(file, Arrays.copyOf(jar, length), length * 100L);
            assertInstanceOf(FileJudge.Look.Later.class, look(judge, length * 100L));
            assertInstanceOf(FileJudge.Look.Later.class, look(judge, length * 100L + 900));
        }
        write(file, jar, 20_000);
        assertInstanceOf(FileJudge.Look.Later.class, look(judge, 20_000));
        assertInstanceOf(FileJudge.Look.Taken.class, look(judge, 20_060));
    }

    @Test
    void givesUpWhatStaysUnreadableUntilItChanges() throws IOException {
        byte[] jar = jar();
        Path file = write(folder.resolve("cut.jar"), Arrays.copyOf(jar, jar.length - 10), 0);
        FileJudge judge = new FileJudge(file);
        assertInstanceOf(FileJudge.Look.Later.class, look(judge, 0));
        assertInstanceOf(FileJudge.Look.Later.class, look(judge, 1000));
        assertEquals(
                new FileJudge.Look.Unreadable("cut.jar is cut off or damaged: copy it again"),
                look(judge, 2000));
        assertInstanceOf(FileJudge.Look.Known.class, look(judge, 9000));
        write(file, jar, 9100);
        assertInstanceOf(FileJudge.Look.Later.class, look(judge, 9100));
        assertInstanceOf(FileJudge.Look.Taken.class, look(judge, 9200));
    }

    @Test
    void saysThatAFileIsEmpty() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.jar"));
        FileJudge judge = new FileJudge(file);
        look(judge, 0);
        assertEquals(
                new FileJudge.Look.Unreadable("empty.jar is empty: copy it again"),
                look(judge, 2000));
    }
}
