package dev.gantry.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Makes sure that one home serves one process. The operating system lets go of the lock when its
 * holder dies, so that a crash leaves nothing to clean up. The file holds the holder's pid.
 */
public final class HomeLock implements AutoCloseable {
    // far beyond the text: where locks keep readers out, the pid can still be read
    private static final long POSITION = Long.MAX_VALUE - 1;

    private final Path file;
    private final FileChannel channel;

    private HomeLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock for process {@code pid}.
     *
     * @throws StartException with {@link StartException#HELD} and the holder's pid
     */
    public static HomeLock take(Path file, long pid) throws StartException {
        try {
            while (true) {
                Object opened = create(file);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                if (!tryLock(channel)) {
                    channel.close();
                    throw held(file);
                }
                // the last holder may have deleted the file between our open and our lock. Only
                // its attributes may be read from here on: on POSIX, closing any stream on the
                // file would let go of the lock
                if (opened.equals(identity(file))) {
                    channel.truncate(0);
                    String text = pid + "\n";
                    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
                    return new HomeLock(file, channel);
                }
                channel.close();
            }
        } catch (IOException e) {
            throw new StartException(
                    "cannot lock "
                            + file
                            + ": "
                            + e
                            + "; give access to it, or free some space there",
                    e);
        }
    }

    private static Object create(Path file) throws IOException {
        while (true) {
            try {
                Files.createFile(file);
            } catch (FileAlreadyExistsException e) {
                // as usual
            }
            Object identity = identity(file);
            if (identity != null) {
                return identity;
            }
        }
    }

    /** Tells files of one name apart; {@code null} if there is none. */
    private static Object identity(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey() == null ? "unknown" : attributes.fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return attempt(channel) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The lock, or {@code null} if another process has it. */
    static FileLock attempt(FileChannel channel) throws IOException {
        return channel.tryLock(POSITION, 1, false);
    }

    private static StartException held(Path file) throws IOException {
        String holder = read(file).strip();
        return new StartException(
                StartException.HELD,
                "this home is in use by "
                        + (holder.isEmpty() ? "another process" : "process " + holder)
                        + " ("
                        + file
                        + "): stop that one first, or name another home with --home");
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Deletes the file and lets go. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        channel.close();
    }
}
