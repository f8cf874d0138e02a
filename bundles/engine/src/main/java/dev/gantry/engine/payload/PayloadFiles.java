package dev.gantry.engine.payload;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.PayloadRows;
import dev.gantry.spi.store.RunFiles;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * Parameters and results that are too large for a row: a file each, named after its run and the
 * SHA-256 of what it holds, in a folder for the minute in which the run was made. It is on disk
 * before the row that refers to it is. Thread-safe.
 *
 * <p>A row has {@code @payload KIND SHA-256 CHARACTERS} instead, which is no JSON, so nobody can
 * make up one.
 */
public final class PayloadFiles implements RunFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PayloadFiles.class);
    private static final String MARK = PayloadRows.MARK;
    private static final String END = ".json";
    private static final String WRITTEN = "written";
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final PayloadLimits limits;
    private final ReadWriteLock held = new ReentrantReadWriteLock();

    /** What a payload is. */
    public enum Kind {
        /** A run's parameters. */
        PARAMS,
        /** Its result. */
        OUTPUT;

        private String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * @param folder made with the first large payload; shared by all nodes
     */
    public PayloadFiles(Path folder, PayloadLimits limits) {
        this.folder = folder;
        this.limits = limits;
    }

    /** How large they may be. */
    public PayloadLimits limits() {
        return limits;
    }

    /** Whether it is in a file. */
    public static boolean away(String kept) {
        return kept != null && kept.startsWith(MARK);
    }

    /** What is shown in the place of one: how long it is, and where to get it. */
    public static String link(long run, Kind kind, String kept) {
        return "{\"href\":\"/api/v1/runs/"
                + RunId.text(run)
                + "/"
                + kind.word()
                + "\",\"chars\":"
                + (away(kept) ? PayloadReference.parse(kept).chars() : kept.length())
                + "}";
    }

    /**
     * What to put into the row: the JSON itself, or the reference to a file that is on disk.
     *
     * @throws GantryException {@code UNAVAILABLE} if the disk refuses
     */
    public String keep(long run, Kind kind, String json) {
        if (json == null || json.length() <= limits.inline()) {
            return json;
        }
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        String hash = sha256(bytes);
        try {
            Path file = file(run, kind.word(), hash);
            PayloadDisk.ownersOnly(folder);
            PayloadDisk.write(file, bytes);
            PayloadDisk.force(folder);
        } catch (IOException e) {
            throw refused(WRITTEN, e);
        }
        return MARK + kind.word() + " " + hash + " " + json.length();
    }

    /**
     * The JSON of what a row has.
     *
     * @throws GantryException {@code UNAVAILABLE} with the reason if its file cannot be read or is
     *     not what was written
     */
    public String open(long run, String kept) {
        if (!away(kept)) {
            return kept;
        }
        PayloadReference reference = PayloadReference.parse(kept);
        Path file = file(run, reference.kind(), reference.sha256());
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (!sha256(bytes).equals(reference.sha256())) {
                throw new GantryException(
                        GantryException.Code.UNAVAILABLE,
                        file + " was changed or damaged; put it back from a copy");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new GantryException(
                    GantryException.Code.UNAVAILABLE,
                    file
                            + " is missing: put it back from a copy, or mount the folder"
                            + " gantry.payload.dir");
        } catch (IOException e) {
            throw refused("read", e);
        }
    }

    /** What is wrong with the file that a row refers to, with the remedy. */
    Optional<String> damage(long run, Kind kind, String kept) {
        String what =
                (kind == Kind.PARAMS ? "The parameters" : "The result")
                        + " of run "
                        + RunId.text(run);
        Path file;
        try {
            file = of(run, kept).orElseThrow();
        } catch (GantryException e) {
            return Optional.of(what + ": " + e.getMessage() + "; restore the store from a backup");
        }
        try {
            if (file.getFileName().toString().endsWith("-" + sha256(file) + END)) {
                return Optional.empty();
            }
            return Optional.of(
                    what
                            + (kind == Kind.PARAMS ? " were" : " was")
                            + " changed or damaged: put "
                            + file
                            + " back from a copy");
        } catch (NoSuchFileException e) {
            return Optional.of(
                    what
                            + (kind == Kind.PARAMS ? " are" : " is")
                            + " missing: put "
                            + file
                            + " back from a copy, or mount the folder gantry.payload.dir");
        } catch (IOException e) {
            return Optional.of(
                    what
                            + " cannot be read ("
                            + e
                            + "); give Gantry's user the right to, or put the file back from a copy");
        }
    }

    /** The file that a row refers to, if it does to one. */
    Optional<Path> of(long run, String kept) {
        if (!away(kept)) {
            return Optional.empty();
        }
        PayloadReference reference = PayloadReference.parse(kept);
        return Optional.of(file(run, reference.kind(), reference.sha256()));
    }

    /** Goes through all files, however many there are. */
    void each(Consumer<Path> taker) {
        each(folder, minute -> each(minute, taker));
    }

    private void each(Path where, Consumer<Path> taker) {
        if (Files.isDirectory(where)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(where)) {
                entries.forEach(taker);
            } catch (NoSuchFileException e) {
                LOG.debug("{} was removed just now", where);
            } catch (IOException | DirectoryIteratorException e) {
                throw refused("found", e);
            }
        }
    }

    private GantryException refused(String what, Exception failure) {
        return new GantryException(
                GantryException.Code.UNAVAILABLE,
                "A payload cannot be "
                        + what
                        + " in "
                        + folder
                        + " ("
                        + failure
                        + "); "
                        + (what.equals(WRITTEN) ? "make room there and " : "")
                        + "give Gantry's user the right to read and write there");
    }

    private Path minute(long minute) {
        return folder.resolve(MINUTE.format(Instant.EPOCH.plus(minute, ChronoUnit.MINUTES)));
    }

    private Path file(long run, String kind, String sha256) {
        return minute(RunId.minute(run)).resolve(RunId.text(run) + "-" + kind + "-" + sha256 + END);
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing is removed until it is unlocked. */
    Lock held() {
        return held.writeLock();
    }

    Path folder() {
        return folder;
    }

    /**
     * Removes the file, if there is one, that no row refers to and none will. It stays, and goes
     * with its run or is swept, while files are held or where the disk refuses.
     */
    public void drop(long run, String kept) {
        if (!held.readLock().tryLock()) {
            return;
        }
        try {
            Optional<Path> file = of(run, kept);
            if (file.isPresent()) {
                Files.deleteIfExists(file.get());
            }
        } catch (IOException | GantryException e) {
            LOG.debug("A payload of run {} stays", RunId.text(run), e);
        } finally {
            held.readLock().unlock();
        }
    }

    @Override
    public void delete(Collection<Long> runs) {
        Set<Long> minutes = new HashSet<>();
        Set<Long> wanted = new HashSet<>(runs);
        runs.forEach(run -> minutes.add(RunId.minute(run)));
        for (long minute : minutes) {
            remove(minute(minute), file -> wanted.contains(run(file)));
        }
    }

    @Override
    public void deleteBefore(long run) {
        String before = minute(RunId.minute(run)).getFileName().toString();
        for (Path minute : list(folder)) {
            if (minute.getFileName().toString().compareTo(before) < 0) {
                remove(minute, file -> true);
            }
        }
    }

    /**
     * Removes what no row refers to, as after a crash between the file and the row.
     *
     * @param from runs below are left alone
     * @param before files that were written later are left alone
     * @param known whether there is a run
     */
    public void sweep(long from, Instant before, LongPredicate known) {
        String first = minute(RunId.minute(from)).getFileName().toString();
        for (Path minute : list(folder)) {
            if (minute.getFileName().toString().compareTo(first) >= 0) {
                remove(minute, file -> written(file).isBefore(before) && !known.test(run(file)));
            }
        }
    }

    static Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.MAX;
        }
    }

    /** The run of a file; -1 if it is of none. */
    static long run(Path file) {
        String name = file.getFileName().toString();
        int dash = name.indexOf('-');
        return dash < 0 ? -1 : RunId.parse(name.substring(0, dash));
    }

    private void remove(Path minute, java.util.function.Predicate<Path> which) {
        held.readLock().lock();
        try {
            List<Path> files = list(minute);
            int left = files.size();
            for (Path file : files) {
                if (which.test(file)) {
                    Files.deleteIfExists(file);
                    left--;
                }
            }
            if (left == 0) {
                Files.deleteIfExists(minute);
            }
        } catch (java.nio.file.DirectoryNotEmptyException e) {
            LOG.debug("{} is in use again", minute);
        } catch (IOException e) {
            throw refused("removed", e);
        } finally {
            held.readLock().unlock();
        }
    }

    private List<Path> list(Path where) {
        List<Path> found = new ArrayList<>();
        each(where, found::add);
        return found;
    }
}
