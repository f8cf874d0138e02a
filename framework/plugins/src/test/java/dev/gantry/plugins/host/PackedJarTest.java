package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class PackedJarTest {
    @TempDir Path home;

    @Test
    void leavesNothingOpenWhereItCannotBeOpened() throws Exception {
        Path text = Files.writeString(home.resolve("text.jar"), "no JAR");
        Path jar = home.resolve("cut.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("a/Cut.class"));
            out.write(1);
            out.closeEntry();
        }
        List<Path> before = unpacked();
        assertThrows(IOException.class, () -> new PackedJar(text, List.of()));
        assertThrows(IOException.class, () -> new PackedJar(jar, List.of()));
        assertEquals(before, unpacked());
        assertEquals(0, open(jar));
    }

    private static List<Path> unpacked() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(p -> p.getFileName().toString().startsWith("gantry-check"))
                    .sorted()
                    .toList();
        }
    }

    /** How often this process has a file open, where the system tells. */
    private static long open(Path file) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.filter(
                            d -> {
                                try {
                                    return Files.isSameFile(d, file);
                                } catch (IOException e) {
                                    return false; // closed meanwhile
                                }
                            })
                    .count();
        }
    }
}
