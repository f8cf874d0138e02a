package dev.gantry.engine.logs;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.RunLogStore;
import dev.gantry.spi.store.StoredLine;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Logs of runs in files: all runs that were made in one minute share a segment, so that runs need
 * no file each, and old ones go with their file. Few segments are open at a time, whatever the
 * number of runs. Thread-safe.
 */
public final class RunLogFiles implements RunLogStore, AutoCloseable {
    private static final int OPEN = 8;
    private static final int FOLLOWED = 256;
    private static final int FILTERS = 64;

    private final Folder folder;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantReadWriteLock moving = new ReentrantReadWriteLock();
    private final LinkedHashMap<Long, Segment> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Long, List<Block>> followed = latest(FOLLOWED);
    private final Map<Long, MaybeLogged> filters = latest(FILTERS);

    /**
     * @param folder where the files are; made when the first line comes
     */
    public RunLogFiles(Path folder) {
        this.folder = new Folder(folder);
    }

    private static <V> Map<Long, V> latest(int kept) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
                return size() > kept;
            }
        };
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T exclusively(String what, Work<T> work) {
        writing.lock();
        try {
            return work.run();
        } catch (IOException e) {
            throw refused(what, e);
        } finally {
            writing.unlock();
        }
    }

    private GantryException refused(String what, IOException failure) {
        return new GantryException(
                GantryException.Code.UNAVAILABLE,
                "Logs of runs cannot be "
                        + what
                        + " in "
                        + folder.path()
                        + ": "
                        + failure
                        + "; see to the disk, Gantry goes on by itself");
    }

    private Segment segment(long minute) throws IOException {
        Segment segment = open.get(minute);
        if (segment != null && !segment.broken()) {
            return segment;
        }
        shut(minute);
        while (open.size() >= OPEN) {
            shut(open.firstEntry().getKey());
        }
        segment = Segment.open(folder.files(minute));
        open.put(minute, segment);
        return segment;
    }

    private void shut(long minute) throws IOException {
        Segment segment = open.remove(minute);
        if (segment != null) {
            segment.close();
        }
    }

    @Override
    public void append(List<StoredLine> lines) {
        Map<Long, List<StoredLine>> byMinute = new TreeMap<>();
        for (StoredLine line : lines) {
            byMinute.computeIfAbsent(RunId.minute(line.run()), m -> new ArrayList<>()).add(line);
        }
        exclusively(
                "written",
                () -> {
                    for (Map.Entry<Long, List<StoredLine>> part : byMinute.entrySet()) {
                        List<Block> blocks = segment(part.getKey()).append(part.getValue());
                        note(part.getKey(), blocks);
                    }
                    return null;
                });
    }

    private void note(long minute, List<Block> blocks) {
        MaybeLogged filter = filters.get(minute);
        for (Block block : blocks) {
            if (filter != null) {
                filter.add(block.run());
            }
            List<Block> its = followed.get(block.run());
            if (its != null) {
                SegmentFiles.add(its, block);
            }
        }
    }

    @Override
    public List<StoredLine> lines(long run, long afterSeq, int limit) {
        moving.readLock().lock();
        try {
            List<Block> blocks = exclusively("read", () -> after(run, afterSeq, limit));
            SegmentFiles files = folder.files(RunId.minute(run));
            return blocks.isEmpty()
                    ? List.of()
                    : LineReader.read(files.lines(), blocks, afterSeq, limit);
        } catch (IOException e) {
            throw refused("read", e);
        } finally {
            moving.readLock().unlock();
        }
    }

    /** Enough of a run's blocks to hold the lines. */
    private List<Block> after(long run, long seq, int limit) throws IOException {
        List<Block> wanted = new ArrayList<>();
        long lines = 0;
        for (Block block : blocks(run)) {
            if (block.last() > seq && lines < limit) {
                wanted.add(block);
                lines += block.last() - Math.max(seq, block.first() - 1);
            }
        }
        return wanted;
    }

    private List<Block> blocks(long run) throws IOException {
        List<Block> blocks = followed.get(run);
        if (blocks == null) {
            long minute = RunId.minute(run);
            SegmentFiles files = folder.files(minute);
            if (!files.exist()) {
                return List.of();
            }
            segment(minute); // what a crash left out of the index is found
            blocks = files.blocks(run);
            followed.put(run, blocks);
        }
        return blocks;
    }

    @Override
    public Extent extent(long run) {
        return exclusively(
                "read",
                () -> {
                    long minute = RunId.minute(run);
                    if (!folder.files(minute).exist() || !filter(minute).has(run)) {
                        return Extent.NONE;
                    }
                    List<Block> blocks = blocks(run);
                    return blocks.isEmpty()
                            ? Extent.NONE
                            : new Extent(
                                    blocks.getLast().last(),
                                    blocks.stream().mapToLong(Block::length).sum());
                });
    }

    private MaybeLogged filter(long minute) throws IOException {
        MaybeLogged filter = filters.get(minute);
        if (filter == null) {
            segment(minute);
            filter = MaybeLogged.of(folder.files(minute));
            filters.put(minute, filter);
        }
        return filter;
    }

    @Override
    public void force() {
        List<Segment> segments = exclusively("written", () -> List.copyOf(open.values()));
        for (Segment segment : segments) {
            try {
                segment.force();
            } catch (ClosedChannelException e) {
                // closing it has forced it
            } catch (IOException e) {
                throw refused("written", e);
            }
        }
    }

    @Override
    public void delete(Collection<Long> runs) {
        Map<Long, List<Long>> byMinute = new TreeMap<>();
        for (Long run : runs) {
            byMinute.computeIfAbsent(RunId.minute(run), m -> new ArrayList<>()).add(run);
        }
        byMinute.forEach(
                (minute, its) -> {
                    if (folder.files(minute).exist()) {
                        moving(() -> delete(minute, its));
                    }
                });
    }

    private Void delete(long minute, List<Long> runs) throws IOException {
        SegmentFiles files = folder.files(minute);
        Segment segment = segment(minute);
        Shrinking shrinking = new Shrinking(files, runs);
        for (long run : shrinking.toDelete()) {
            note(minute, List.of(segment.delete(run)));
        }
        if (shrinking.worthwhile()) {
            shut(minute);
            filters.remove(minute);
            followed.keySet().removeIf(run -> RunId.minute(run) == minute);
            shrinking.shrink();
        }
        return null;
    }

    @Override
    public void deleteBefore(long run) {
        moving(
                () -> {
                    long before = RunId.minute(run);
                    for (long minute : folder.minutes(before)) {
                        shut(minute);
                        folder.files(minute).delete();
                    }
                    filters.keySet().removeIf(minute -> minute < before);
                    followed.keySet().removeIf(each -> RunId.minute(each) < before);
                    folder.removeEmpty(before);
                    return null;
                });
    }

    private void moving(Work<Void> work) {
        moving.writeLock().lock();
        try {
            exclusively("removed", work);
        } finally {
            moving.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        exclusively(
                "closed",
                () -> {
                    for (Long minute : List.copyOf(open.keySet())) {
                        shut(minute);
                    }
                    return null;
                });
    }
}
