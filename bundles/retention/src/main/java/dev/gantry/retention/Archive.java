package dev.gantry.retention;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunFormat;
import dev.gantry.spi.run.RunHistories;
import dev.gantry.spi.run.RunHistory;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.PastRun;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Writes runs down before they are deleted: NDJSON, each part that was written a gzip member of its
 * own, so that whatever happens later the parts before it can be read. For one thread.
 */
final class Archive implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final long LARGE = 256L << 20;

    private final Path folder;
    private final RunHistories histories;
    private final RunFormat format;
    private final InstantSource clock;
    private FileChannel file;
    private long whole;
    private long unread;
    private String why;

    Archive(Path folder, RunHistories histories, RunFormat format, InstantSource clock) {
        this.folder = folder;
        this.histories = histories;
        this.format = format;
        this.clock = clock;
    }

    /**
     * Writes runs, and brings them to the disk. One that cannot be read whole is left out.
     *
     * @return those that are written
     * @throws GantryException {@code UNAVAILABLE} if they cannot be
     */
    List<PastRun> write(List<PastRun> runs) {
        Iterator<RunHistories.Found> found =
                histories.of(runs.stream().map(run -> RunId.text(run.id())).toList()).iterator();
        RunHistory next = next(found);
        if (next == null) {
            return List.of();
        }
        Set<String> written = new HashSet<>();
        try {
            if (file == null) {
                file = create();
                whole = 0;
            }
            try (OutputStream packed = new GZIPOutputStream(new Member(), 1 << 15)) {
                for (RunHistory run = next; run != null; run = next(found)) {
                    packed.write(format.line(run));
                    packed.write('\n');
                    written.add(run.run().id());
                }
            }
            file.force(false);
            whole = file.size();
            if (whole > LARGE) {
                close();
            }
        } catch (IOException e) {
            cut();
            close();
            throw new GantryException(
                    GantryException.Code.UNAVAILABLE,
                    "Runs are not deleted because they cannot be archived in "
                            + folder
                            + " ("
                            + e
                            + "); make room there and give Gantry's user the right to write, or"
                            + " change gantry.retention.archive",
                    e);
        }
        return runs.stream().filter(run -> written.contains(RunId.text(run.id()))).toList();
    }

    /** The next one that can be read; {@code null} if there is none. */
    private RunHistory next(Iterator<RunHistories.Found> found) {
        while (found.hasNext()) {
            try {
                return found.next().whole();
            } catch (GantryException e) {
                unread++;
                why = e.getMessage();
            }
        }
        return null;
    }

    /** A pass is over; what comes next goes into another file. */
    void over() {
        if (unread > 0) {
            LOG.warn(
                    "{} runs are not deleted because they cannot be archived: {}; it is tried"
                            + " again",
                    unread,
                    why);
            unread = 0;
        }
        close();
    }

    /** The end of the file, which stays open. */
    private final class Member extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
            while (left.hasRemaining()) {
                file.write(left);
            }
        }
    }

    /** Only what is whole stays, where the disk lets it be cut. */
    private void cut() {
        try {
            if (file != null) {
                file.truncate(whole);
            }
        } catch (IOException e) {
            LOG.debug("An archive has a cut end", e);
        }
    }

    private FileChannel create() throws IOException {
        Files.createDirectories(folder);
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owner =
                posix
                        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                        : new FileAttribute<?>[0];
        Path path = folder.resolve("runs-" + TIME.format(clock.instant()) + ".ndjson.gz");
        FileChannel created =
                FileChannel.open(
                        path,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        owner);
        if (posix) {
            try (FileChannel names = FileChannel.open(folder)) {
                names.force(true);
            }
        }
        return created;
    }

    /** What comes next goes into another file. */
    @Override
    public void close() {
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            throw new GantryException(
                    GantryException.Code.UNAVAILABLE, "An archive did not close: " + e, e);
        } finally {
            file = null;
        }
    }
}
