package dev.gantry.engine.payload;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.PayloadCopy;
import dev.gantry.spi.store.PayloadRows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** One copy of the files that a store refers to. For one thread. */
final class PayloadLinks {
    private static final int TOLD = 100;

    private final PayloadFiles files;
    private final Path to;
    private final Path earlier;
    private final List<String> missing = new ArrayList<>();
    private Path open;
    private long there;

    /**
     * @param earlier {@code null} if there is none
     */
    PayloadLinks(PayloadFiles files, Path to, Path earlier) {
        this.files = files;
        this.to = to;
        this.earlier = earlier;
    }

    PayloadCopy make(PayloadRows rows) throws IOException {
        long last = -1;
        for (List<PayloadRows.Row> next = rows.after(last);
                !next.isEmpty();
                next = rows.after(last)) {
            for (PayloadRows.Row row : next) {
                put(row.run(), PayloadFiles.Kind.PARAMS, row.params());
                put(row.run(), PayloadFiles.Kind.OUTPUT, row.output());
                last = row.run();
            }
        }
        enter(null);
        if (Files.isDirectory(to)) {
            PayloadDisk.force(to);
            PayloadDisk.force(to.toAbsolutePath().getParent());
        }
        return new PayloadCopy(there, List.copyOf(missing));
    }

    private void put(long run, PayloadFiles.Kind kind, String kept) throws IOException {
        if (kept == null) {
            return;
        }
        Path source = source(run, kept);
        if (source == null) {
            if (missing.size() < TOLD) {
                files.damage(run, kind, kept).ifPresent(missing::add);
            }
            return;
        }
        Path name = files.folder().relativize(source);
        Path target = to.resolve(name);
        if (Files.notExists(target)) {
            enter(target.getParent());
            if (!linked(target, source) && !linkedEarlier(target, name)) {
                copy(source, target);
            }
        }
        there++;
    }

    /** {@code null} if there is none. */
    private Path source(long run, String kept) {
        try {
            return files.of(run, kept).filter(Files::isRegularFile).orElse(null);
        } catch (GantryException e) {
            return null;
        }
    }

    /** The names in a folder are on disk when the folder is. */
    private void enter(Path minute) throws IOException {
        if (minute == null || !minute.equals(open)) {
            if (open != null) {
                PayloadDisk.force(open);
            }
            if (minute != null) {
                PayloadDisk.ownersOnly(to);
                Files.createDirectories(minute);
            }
            open = minute;
        }
    }

    private boolean linkedEarlier(Path target, Path name) throws IOException {
        return earlier != null
                && Files.isRegularFile(earlier.resolve(name))
                && linked(target, earlier.resolve(name));
    }

    /** False where the file system has no such names, or not for these places. */
    private static boolean linked(Path target, Path source) throws IOException {
        try {
            Files.createLink(target, source);
            return true;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return false;
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Files.copy(source, part, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
