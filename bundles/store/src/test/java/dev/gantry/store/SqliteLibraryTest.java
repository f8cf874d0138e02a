package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import org.sqlite.util.LibraryLoaderUtil;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;

class SqliteLibraryTest {
    @TempDir Path folder;

    @AfterEach
    void forget() {
        for (String name : new String[] {"tmpdir", "lib.path", "lib.name"}) {
            System.clearProperty("org.sqlite." + name);
        }
    }

    private static byte[] asTheDriverChooses() throws IOException {
        String path = LibraryLoaderUtil.getNativeLibResourcePath();
        String name = LibraryLoaderUtil.getNativeLibName();
        try (InputStream in = SQLiteDataSource.class.getResourceAsStream(path + "/" + name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void unpacksOnceAndAgainWhatIsNotTheSame() throws Exception {
        Path library = folder.resolve(LibraryLoaderUtil.getNativeLibName());
        Files.writeString(folder.resolve("sqlite-3.0-old.so"), "of an earlier start");
        SqliteLibrary.use(folder);
        byte[] right = Files.readAllBytes(library);
        assertArrayEquals(asTheDriverChooses(), right);
        assertEquals(folder.toString(), System.getProperty("org.sqlite.lib.path"));

        FileTime old = FileTime.fromMillis(1000);
        Files.setLastModifiedTime(library, old);
        SqliteLibrary.use(folder);
        assertEquals(old, Files.getLastModifiedTime(library), "it was not written again");

        right[right.length / 2] ^= 1;
        Files.write(library, right);
        SqliteLibrary.use(folder);
        right[right.length / 2] ^= 1;
        assertArrayEquals(right, Files.readAllBytes(library));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }
}
