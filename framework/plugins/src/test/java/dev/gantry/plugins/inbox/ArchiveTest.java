package dev.gantry.plugins.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Archives that are there to cost memory and time. */
@Timeout(30)
class ArchiveTest {
    private static final String MANY = "x.jar has more than 100,000 entries: pack less into it";
    private static final String MUCH = "x.jar unpacks to more than 1 GiB: pack less into it";
    private static final String DAMAGED = "x.jar is cut off or damaged: copy it again";

    @TempDir Path folder;

    private Path file() {
        return folder.resolve("x.jar");
    }

    private Optional<String> fault() {
        return Archive.fault(file());
    }

    private Optional<String> excess() throws IOException {
        return Archive.excess(file(), "x.jar");
    }

    @Test
    void anOrdinaryOneIsTaken() throws IOException {
        Zips.plugin(file(), zip -> Zips.entry(zip, "a/..b/c..", new byte[100_000]));
        assertEquals(Optional.empty(), fault());
        assertEquals(Optional.empty(), excess());
    }

    @Test
    void aFileThatIsTooLargeIsNotLookedInto() throws IOException {
        Zips.plugin(file(), zip -> {});
        try (RandomAccessFile sparse = new RandomAccessFile(file().toFile(), "rw")) {
            sparse.setLength(Archive.LARGEST + 1);
        }
        assertEquals(Optional.of("x.jar is larger than 256 MiB: pack less into it"), fault());
    }

    @Test
    void tooManyEntriesAreRefusedUnread() throws IOException {
        Files.write(file(), Zips.entries(100_000));
        assertEquals(Optional.empty(), fault());
        Files.write(file(), Zips.entries(100_001));
        assertEquals(Optional.of(MANY), fault());
    }

    @Test
    void namesThatFillTheMemoryAreRefusedUnread() throws IOException {
        Zips.plugin(
                file(),
                zip -> {
                    for (int i = 0; i < 300; i++) {
                        Zips.entry(zip, i + "n".repeat(60_000), new byte[0]);
                    }
                });
        assertEquals(Optional.of(MANY), fault());
    }

    /** What an archive says of itself need not be so. */
    @Test
    void anEndThatLiesHidesNothing() throws IOException {
        byte[] bytes = Zips.entries(100_001);
        ByteBuffer end = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = bytes.length - 22 - 20 - 56;
        assertEquals(0x06064b50, end.getInt(at));
        end.putLong(at + 24, 1).putLong(at + 32, 1);
        Files.write(file(), bytes);
        assertEquals(Optional.empty(), fault());
        assertEquals(Optional.of(MANY), excess());
    }

    @Test
    void aHugeManifestIsRefused() throws IOException {
        Zips.plugin(file(), "X: \n".repeat(1 << 20), zip -> {});
        String told = "x.jar has a manifest of more than 4 MiB: build it again";
        assertEquals(Optional.of(told), fault());
        Zips.plugin(
                file(), zip -> Zips.entry(zip, "meta-inf/Manifest.mf", new byte[(4 << 20) + 1]));
        assertEquals(Optional.empty(), fault());
        assertEquals(Optional.of(told), excess());
    }

    @Test
    void whatUnpacksToFarTooMuchIsRefused() throws IOException {
        Zips.overlapping(
                file(),
                IntStream.range(0, 40).mapToObj(i -> "zeros" + i).toList(),
                32 << 20,
                32 << 20);
        assertEquals(Optional.empty(), fault());
        assertEquals(Optional.of(MUCH), excess());
    }

    @Test
    void anEntryThatIsLongerThanItSaysIsRefused() throws IOException {
        Zips.overlapping(file(), List.of("zeros"), 32 << 20, 10);
        assertEquals(Optional.of(DAMAGED), excess());
        Zips.overlapping(file(), List.of("zeros"), 10, Integer.MAX_VALUE);
        assertEquals(Optional.of(DAMAGED), excess());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x.class", "/etc/x", "a/../../x", "a\\..\\x", "..", "a\r\nb"})
    void aPathThatLeadsOutIsRefused(String name) throws IOException {
        Zips.plugin(file(), zip -> Zips.entry(zip, name, new byte[1]));
        assertEquals(
                Optional.of(
                        "x.jar has an entry whose path leads out of it ("
                                + name.replaceAll("\\p{Cntrl}", "?")
                                + "): build it again"),
                excess());
    }

    @Test
    void foldersInFoldersAreOnlyNames() throws IOException {
        Zips.plugin(file(), zip -> Zips.entry(zip, "d/".repeat(30_000) + "x", new byte[1]));
        assertEquals(Optional.empty(), fault());
        assertEquals(Optional.empty(), excess());
    }
}
