package dev.gantry.engine.logs;

import dev.gantry.spi.store.StoredLine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Reads lines out of blocks. */
final class LineReader {
    private LineReader() {}

    /** The lines after a position, oldest first; what the disk made unreadable is left out. */
    static List<StoredLine> read(Path file, List<Block> blocks, long afterSeq, int limit)
            throws IOException {
        List<StoredLine> found = new ArrayList<>();
        long last = afterSeq;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (Block block : blocks) {
                for (StoredLine line : read(channel, block)) {
                    if (found.size() == limit) {
                        return found;
                    }
                    if (line.seq() > last) {
                        found.add(line);
                        last = line.seq();
                    }
                }
            }
        }
        return found;
    }

    private static List<StoredLine> read(FileChannel channel, Block block) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(block.length());
        while (buffer.hasRemaining()
                && channel.read(buffer, block.offset() + buffer.position()) >= 0) {
            // until it is whole, or the file ends
        }
        byte[] bytes = buffer.array();
        List<StoredLine> lines = new ArrayList<>(block.count());
        int start = 0;
        for (int i = 0; i < buffer.position(); i++) {
            if (bytes[i] == '\n') {
                if (LineFormat.read(bytes, start, i - start) instanceof LineFormat.Line(var line)
                        && line.run() == block.run()) {
                    lines.add(line);
                }
                start = i + 1;
            }
        }
        return lines;
    }
}
