package dev.gantry.store;

import org.sqlite.SQLiteDataSource;
import org.sqlite.util.LibraryLoaderUtil;
import org.sqlite.util.OSInfo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Set;

/**
 * SQLite's native library, kept unpacked. By itself the driver unpacks it anew at each start and
 * compares it byte by byte with code that is cold then: a tenth of a start.
 */
final class SqliteLibrary {
    private static final Set<String> INTEL_OR_ARM = Set.of("amd64", "aarch64");

    private SqliteLibrary() {}

    /**
     * Has the driver load the library from a folder.
     *
     * @param folder where it is, or is unpacked to; what earlier starts left there is removed
     */
    static void use(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var leftovers = Files.newDirectoryStream(folder, "sqlite-*")) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
        System.setProperty("org.sqlite.tmpdir", folder.toString());
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = path() + "/" + name;
        try (InputStream in = SQLiteDataSource.class.getResourceAsStream(resource)) {
            if (in == null) {
                return; // an own one is expected where the driver has none
            }
            unpack(in.readAllBytes(), folder.resolve(name));
        }
        System.setProperty("org.sqlite.lib.path", folder.toString());
        System.setProperty("org.sqlite.lib.name", name);
    }

    /**
     * As the driver says; it would start a process to know an Android, on every other Linux, too.
     */
    private static String path() {
        boolean linux =
                System.getProperty("os.name").equals("Linux")
                        && INTEL_OR_ARM.contains(System.getProperty("os.arch"))
                        && !Files.exists(Path.of("/system/build.prop"));
        return linux
                ? "/org/sqlite/native/Linux"
                        + (OSInfo.isMusl() ? "-Musl/" : "/")
                        + OSInfo.getArchName()
                : LibraryLoaderUtil.getNativeLibResourcePath();
    }

    /** Only what is this very library is used as it is. */
    private static void unpack(byte[] library, Path file) throws IOException {
        if (Files.exists(file) && Arrays.equals(library, Files.readAllBytes(file))) {
            return;
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, library);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
