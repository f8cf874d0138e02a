package dev.gantry.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder beside a backup that has its large parameters and results. */
record BackupPayloads(Path folder) {
    private static final String END = ".payloads";

    /** Of a backup, whose name ends in {@code .db}. */
    static BackupPayloads of(Path backup) {
        String name = backup.getFileName().toString();
        return new BackupPayloads(
                backup.resolveSibling(name.substring(0, name.length() - ".db".length()) + END));
    }

    /** The latest of those beside it; {@code null} if there is none. */
    Path latest() throws IOException {
        try (Stream<Path> all = Files.list(folder.getParent())) {
            return all.filter(each -> each.getFileName().toString().endsWith(END))
                    .filter(each -> Files.isDirectory(each) && !each.equals(folder))
                    .max(Comparator.comparing(each -> each.toFile().lastModified()))
                    .orElse(null);
        }
    }

    /** Removes it with all that is in it. */
    void remove() throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    /**
     * Moves all files to where a Gantry has its own, in the place of those of the same name. May be
     * begun again where it was cut short.
     */
    void moveTo(Path target) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        make(target);
        for (Path minute : list(folder)) {
            if (!Files.isDirectory(minute)) {
                continue;
            }
            Path its = Files.createDirectories(target.resolve(minute.getFileName()));
            for (Path file : list(minute)) {
                move(file, its.resolve(file.getFileName()));
            }
            force(its);
        }
        force(target);
        remove();
    }

    /** For Gantry's user alone, as payloads may have secrets. */
    private static void make(Path target) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        try {
            Files.createDirectory(
                    target,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            // as it was made
        } catch (UnsupportedOperationException e) {
            Files.createDirectories(target);
        }
    }

    private static List<Path> list(Path where) throws IOException {
        try (Stream<Path> all = Files.list(where)) {
            return all.toList();
        }
    }

    private static void move(Path file, Path target) throws IOException {
        try {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Path part = target.resolveSibling(target.getFileName() + ".part");
            Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel copy = FileChannel.open(part, StandardOpenOption.WRITE)) {
                copy.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        }
        // where both are names of one file, a move leaves both
        Files.deleteIfExists(file);
    }

    private static void force(Path where) throws IOException {
        try (FileChannel channel = FileChannel.open(where, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
