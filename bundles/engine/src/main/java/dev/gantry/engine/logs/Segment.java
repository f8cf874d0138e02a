package dev.gantry.engine.logs;

import dev.gantry.spi.store.StoredLine;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A segment that is written to. The lines are written before their entries in the index: what a
 * crash leaves out there is found when the segment is opened again, and a line that was cut off is
 * taken away. Used by one thread at a time.
 */
final class Segment implements AutoCloseable {
    private static final int MAX_BLOCK = 256 * 1024;

    private final SegmentFiles files;
    private final FileChannel lines;
    private final FileChannel index;
    private long end;
    private long indexEnd;
    private boolean broken;
    private volatile boolean dirty;

    private Segment(SegmentFiles files) throws IOException {
        this.files = files;
        Files.createDirectories(files.lines().getParent());
        this.lines = open(files.lines());
        try {
            this.index = open(files.index());
        } catch (IOException e) {
            lines.close();
            throw e;
        }
    }

    private static FileChannel open(java.nio.file.Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    static Segment open(SegmentFiles files) throws IOException {
        Segment segment = new Segment(files);
        try {
            segment.recover();
        } catch (IOException e) {
            segment.close();
            throw e;
        }
        return segment;
    }

    private void recover() throws IOException {
        long size = lines.size();
        indexEnd = index.size() / Block.ENTRY * Block.ENTRY;
        while (indexEnd > 0 && end == 0) {
            ByteBuffer entry = ByteBuffer.allocate(Block.ENTRY);
            index.read(entry, indexEnd - Block.ENTRY);
            long blockEnd = Block.read(entry.flip()).end();
            if (blockEnd > 0 && blockEnd <= size) {
                end = blockEnd;
            } else {
                indexEnd -= Block.ENTRY;
            }
        }
        index.truncate(indexEnd);
        if (size > end) {
            takeUp();
            lines.truncate(end);
        }
    }

    /** Makes entries for lines that have none, up to the first that is not whole. */
    private void takeUp() throws IOException {
        try (InputStream in = Files.newInputStream(files.lines())) {
            in.skipNBytes(end);
            InputStream buffered = new BufferedInputStream(in, 1 << 16);
            List<Block> found = new ArrayList<>();
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int next;
            while ((next = buffered.read()) >= 0) {
                line.write(next);
                if (next != '\n') {
                    continue;
                }
                LineFormat.Entry entry = LineFormat.read(line.toByteArray(), 0, line.size() - 1);
                if (entry == null) {
                    break;
                }
                found.add(block(entry, end, line.size()));
                end += line.size();
                line.reset();
                if (found.size() == 10_000) {
                    writeIndex(found);
                    found.clear();
                }
            }
            writeIndex(found);
        }
    }

    private static Block block(LineFormat.Entry entry, long offset, int length) {
        return switch (entry) {
            case LineFormat.Line(StoredLine line) ->
                    new Block(line.run(), offset, length, 1, line.seq());
            case LineFormat.Deleted(long run) -> new Block(run, offset, length, 0, 0);
        };
    }

    /**
     * Adds lines.
     *
     * @return the blocks that they are in
     */
    List<Block> append(List<StoredLine> added) throws IOException {
        Map<Long, List<StoredLine>> byRun = new LinkedHashMap<>();
        for (StoredLine line : added) {
            byRun.computeIfAbsent(line.run(), run -> new ArrayList<>()).add(line);
        }
        Batch batch = new Batch(end);
        byRun.forEach(batch::add);
        write(batch);
        return batch.blocks;
    }

    /** Notes that all lines of a run so far count no more. */
    Block delete(long run) throws IOException {
        Batch batch = new Batch(end);
        byte[] line = LineFormat.writeDeleted(run);
        batch.blocks.add(new Block(run, end, line.length, 0, 0));
        batch.bytes.writeBytes(line);
        write(batch);
        return batch.blocks.getFirst();
    }

    /** What is written at once. */
    private static final class Batch {
        private final long from;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        private final List<Block> blocks = new ArrayList<>();

        Batch(long from) {
            this.from = from;
        }

        void add(long run, List<StoredLine> added) {
            int start = bytes.size();
            int count = 0;
            StoredLine first = added.getFirst();
            for (StoredLine line : added) {
                boolean follows = line.seq() == first.seq() + count;
                if (count > 0 && (!follows || bytes.size() - start > MAX_BLOCK)) {
                    blocks.add(block(first, start, count));
                    start = bytes.size();
                    count = 0;
                    first = line;
                }
                bytes.writeBytes(LineFormat.write(line));
                count++;
            }
            blocks.add(block(first, start, count));
        }

        private Block block(StoredLine first, int start, int count) {
            return new Block(first.run(), from + start, bytes.size() - start, count, first.seq());
        }
    }

    private void write(Batch batch) throws IOException {
        try {
            ByteBuffer text = ByteBuffer.wrap(batch.bytes.toByteArray());
            long at = end;
            while (text.hasRemaining()) {
                at += lines.write(text, at);
            }
            writeIndex(batch.blocks);
            end = at;
            dirty = true;
        } catch (IOException e) {
            takeBack();
            throw e;
        }
    }

    private void writeIndex(List<Block> blocks) throws IOException {
        ByteBuffer entries = ByteBuffer.allocate(blocks.size() * Block.ENTRY);
        blocks.forEach(block -> block.write(entries));
        entries.flip();
        long at = indexEnd;
        while (entries.hasRemaining()) {
            at += index.write(entries, at);
        }
        indexEnd = at;
    }

    private void takeBack() {
        try {
            index.truncate(indexEnd);
            lines.truncate(end);
        } catch (IOException e) {
            broken = true;
        }
    }

    /** Whether it must be opened anew before it is written to again. */
    boolean broken() {
        return broken || !lines.isOpen() || !index.isOpen();
    }

    long size() {
        return end;
    }

    /** Brings it to the disk. */
    void force() throws IOException {
        if (dirty) {
            dirty = false;
            lines.force(false);
            index.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        try (lines;
                index) {
            if (dirty && lines.isOpen()) {
                force();
            }
        }
    }
}
