package dev.gantry.engine.logs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Takes runs out of a segment: first by a note in it, and by writing the rest anew once at least
 * half of it is of no use. The segment's writer is at rest meanwhile.
 */
final class Shrinking {
    private final SegmentFiles files;
    private final Map<Long, Useful> useful = new HashMap<>();
    private final Set<Long> toDelete = new HashSet<>();
    private long all;

    /** What counts of a run: its blocks from an offset on. */
    private static final class Useful {
        private final long from;
        private long bytes;

        Useful(long from) {
            this.from = from;
        }
    }

    /**
     * @param runs those to be taken out
     */
    Shrinking(SegmentFiles files, Collection<Long> runs) throws IOException {
        this.files = files;
        Set<Long> asked = new HashSet<>(runs);
        files.blocks(
                block -> {
                    all += block.length();
                    if (block.deletes()) {
                        useful.remove(block.run());
                    } else {
                        useful.computeIfAbsent(block.run(), run -> new Useful(block.offset()))
                                        .bytes +=
                                block.length();
                    }
                });
        for (Long run : asked) {
            if (useful.remove(run) != null) {
                toDelete.add(run);
            }
        }
    }

    /** Those of the runs that have lines here. */
    Set<Long> toDelete() {
        return toDelete;
    }

    /** Whether so much is of no use that writing the rest anew pays. */
    boolean worthwhile() {
        return useful.values().stream().mapToLong(its -> its.bytes).sum() <= all / 2;
    }

    /**
     * Writes the rest anew. The index goes first: it is made again of whichever lines a crash
     * leaves.
     */
    void shrink() throws IOException {
        if (useful.isEmpty()) {
            files.delete();
            return;
        }
        Path part = files.lines().resolveSibling(files.lines().getFileName() + ".part");
        try (FileChannel from = FileChannel.open(files.lines(), StandardOpenOption.READ);
                FileChannel to =
                        FileChannel.open(
                                part,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE)) {
            copy(from, to);
            to.force(true);
        }
        Files.deleteIfExists(files.index());
        Files.move(part, files.lines(), StandardCopyOption.ATOMIC_MOVE);
        Segment.open(files).close();
    }

    private void copy(FileChannel from, FileChannel to) throws IOException {
        IOException[] failure = new IOException[1];
        files.blocks(
                block -> {
                    Useful its = useful.get(block.run());
                    boolean wanted = its != null && block.offset() >= its.from && !block.deletes();
                    if (!wanted || failure[0] != null) {
                        return;
                    }
                    try {
                        long at = block.offset();
                        while (at < block.end()) {
                            at += from.transferTo(at, block.end() - at, to);
                        }
                    } catch (IOException e) {
                        failure[0] = e;
                    }
                });
        if (failure[0] != null) {
            throw failure[0];
        }
    }
}
