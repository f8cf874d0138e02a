package dev.gantry.launcher.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A backup that is laid ready for the next start, with the payload files that belong to it. */
record LaidBackup(Path file) {

    /** The folder beside a backup that has its payload files. */
    static Path payloads(Path backup) {
        String name = backup.getFileName().toString();
        String stem = name.endsWith(".db") ? name.substring(0, name.length() - 3) : name;
        return backup.resolveSibling(stem + ".payloads");
    }

    /** The database comes last: without it, the start does nothing. */
    void in(Path data) throws IOException {
        Path target = data.resolve("restore.db");
        Path files = payloads(target);
        Files.deleteIfExists(target);
        remove(files);
        Path source = payloads(file);
        if (Files.isDirectory(source)) {
            lay(source, files);
        }
        Path part = target.resolveSibling("restore.db.part");
        copy(file, part);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void remove(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static void lay(Path source, Path target) throws IOException {
        try {
            Files.createDirectory(
                    target,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (UnsupportedOperationException e) {
            Files.createDirectory(target);
        }
        for (Path minute : list(source)) {
            if (Files.isDirectory(minute)) {
                Path its = Files.createDirectory(target.resolve(minute.getFileName()));
                for (Path payload : list(minute)) {
                    link(payload, its.resolve(payload.getFileName()));
                }
            }
        }
    }

    private static List<Path> list(Path where) throws IOException {
        try (Stream<Path> all = Files.list(where)) {
            return all.toList();
        }
    }

    /** Another name of the same file, which is never written again; a copy where that cannot be. */
    private static void link(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source);
        } catch (UnsupportedOperationException | FileSystemException e) {
            copy(source, target);
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel copy = FileChannel.open(target, StandardOpenOption.WRITE)) {
            copy.force(true);
        }
    }
}
