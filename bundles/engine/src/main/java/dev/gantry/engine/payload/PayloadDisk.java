package dev.gantry.engine.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** How payload files get on disk. */
final class PayloadDisk {
    private static final int TRIES = 20;

    private PayloadDisk() {}

    /** Writes one; its name is on disk when the folder above its own is. */
    static void write(Path file, byte[] bytes) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + "." + System.nanoTime() + ".part");
        try {
            try (FileChannel channel = create(part)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(part);
            } catch (IOException stays) {
                e.addSuppressed(stays);
            }
            throw e;
        }
        force(file.getParent());
    }

    private static FileChannel create(Path part) throws IOException {
        for (int left = TRIES; ; left--) {
            try {
                Files.createDirectories(part.getParent());
                return FileChannel.open(
                        part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // while it was empty the folder may have been deleted, or while it was looked at
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    /** Parameters may be secrets: the folder is for its owner, from the start. */
    static void ownersOnly(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder.toAbsolutePath().getParent());
        try {
            Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (UnsupportedOperationException e) {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** A name in a folder is on disk when the folder is. */
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
