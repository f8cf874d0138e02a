package dev.gantry.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The processes that serve a home, found by the files that they wrote. A process that is younger
 * than its file is another one that was given the same id.
 */
public final class RunningProcess {
    /** Clocks of processes and files are not the same. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private RunningProcess() {}

    /** The Gantry that holds a home, if one does. */
    public static Optional<ProcessHandle> gantry(Home home) throws IOException {
        return held(home.lock()) ? process(home.lock()) : Optional.empty();
    }

    /** The supervisor of a home's Gantry, if there is one. */
    public static Optional<ProcessHandle> supervisor(Home home) throws IOException {
        return process(home.supervisor());
    }

    /** The operating system lets go of the lock when its holder dies. */
    private static boolean held(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = HomeLock.attempt(channel)) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    private static Optional<ProcessHandle> process(Path file) throws IOException {
        try {
            long pid = Long.parseLong(Files.readString(file).strip());
            Instant written = Files.getLastModifiedTime(file).toInstant();
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(
                            process ->
                                    process.info()
                                            .startInstant()
                                            .map(start -> start.isBefore(written.plus(SLACK)))
                                            .orElse(true));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
