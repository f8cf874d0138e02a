package dev.gantry.launcher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner can read. */
final class PrivateFile {
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");

    private PrivateFile() {}

    /** Writes one as a whole: who reads it sees the old one or the new one. */
    static void write(Path file, String text) throws IOException {
        Path folder = file.getParent();
        Path part = Files.createTempFile(folder, "gantry", ".part", mode(folder, FILE));
        try {
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Makes a folder that only its owner can look into, and those above it, if they are missing.
     */
    static void folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectory(folder, mode(folder.getParent(), FOLDER));
        }
    }

    /** Whether others can read it. */
    static boolean open(Path file) throws IOException {
        return posix(file) && !FILE.containsAll(Files.getPosixFilePermissions(file));
    }

    private static FileAttribute<?>[] mode(Path near, Set<PosixFilePermission> mode)
            throws IOException {
        return posix(near)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path near) throws IOException {
        return Files.getFileStore(near).supportsFileAttributeView("posix");
    }
}
