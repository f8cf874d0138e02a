package dev.gantry.engine.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The two files of a segment: lines of JSON, and an index that can be made anew from them.
 *
 * @param lines the one that holds the lines
 * @param index an entry for each block of lines
 */
record SegmentFiles(Path lines, Path index) {
    static final String LINES = ".jsonl";
    private static final int BUFFER = 1 << 20;

    static SegmentFiles of(Path folder, String name) {
        return new SegmentFiles(folder.resolve(name + LINES), folder.resolve(name + ".idx"));
    }

    /** Whether any run has lines here. */
    boolean exist() {
        return Files.exists(lines);
    }

    /** Goes through the index; one that is not there has no entries. */
    void blocks(Consumer<Block> each) throws IOException {
        if (!Files.exists(index)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(index, StandardOpenOption.READ)) {
            ByteBuffer buffer =
                    ByteBuffer.allocate(
                            (int) Math.min(BUFFER, Math.max(Block.ENTRY, channel.size())));
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.remaining() >= Block.ENTRY) {
                    each.accept(Block.read(buffer));
                }
                buffer.compact();
            }
        }
    }

    /** The blocks of one run that count, oldest first. */
    List<Block> blocks(long run) throws IOException {
        List<Block> found = new ArrayList<>();
        blocks(
                block -> {
                    if (block.run() == run) {
                        add(found, block);
                    }
                });
        return found;
    }

    /** Adds a run's next block. */
    static void add(List<Block> blocks, Block next) {
        if (next.deletes()) {
            blocks.clear();
        } else {
            blocks.add(next);
        }
    }

    /** Removes both; what a crash leaves is the lines, of which the index is made again. */
    void delete() throws IOException {
        Files.deleteIfExists(index);
        Files.deleteIfExists(lines);
    }
}
