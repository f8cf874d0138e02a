package dev.gantry.plugins.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Follows one file over several looks and says when its content is final: unchanged over two looks
 * (or untouched for long) and a whole archive. What is not whole gets time, as a slow copy may be
 * going on, and is then given up until it changes. Not thread-safe.
 */
final class FileJudge {
    static final Duration GAP = Duration.ofMillis(50);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    /** What one look told. */
    sealed interface Look {
        /** Look again soon. */
        record Later() implements Look {}

        /** Nothing new since it was taken or given up. */
        record Known() implements Look {}

        /** The content is final and readable. */
        record Taken() implements Look {}

        /** The content is not readable and did not change for a while. */
        record Unreadable(String reason) implements Look {}

        /** There is no such file. */
        record Gone() implements Look {}
    }

    private record Stamp(long size, Instant modified, Object key) {}

    private final Path file;
    private Stamp stamp;
    private Instant since;
    private boolean decided;

    FileJudge(Path file) {
        this.file = file;
    }

    /** Looks at the file. */
    Look look(Instant now) {
        Stamp seen;
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return new Look.Known();
            }
            seen =
                    new Stamp(
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant(),
                            attributes.fileKey());
        } catch (NoSuchFileException e) {
            stamp = null;
            decided = false;
            return new Look.Gone();
        } catch (IOException e) {
            return new Look.Later();
        }
        if (!seen.equals(stamp)) {
            stamp = seen;
            since = now;
            decided = false;
            boolean old = seen.modified().plus(QUIET).isBefore(now);
            if (old && Archive.fault(file).isEmpty()) {
                decided = true;
                return new Look.Taken();
            }
            return new Look.Later();
        }
        if (decided) {
            return new Look.Known();
        }
        Duration unchanged = Duration.between(since, now);
        if (unchanged.compareTo(GAP) < 0) {
            return new Look.Later();
        }
        Optional<String> fault = Archive.fault(file);
        if (fault.isEmpty()) {
            decided = true;
            return new Look.Taken();
        }
        if (unchanged.compareTo(PATIENCE) < 0) {
            return new Look.Later();
        }
        decided = true;
        return new Look.Unreadable(fault.get());
    }
}
