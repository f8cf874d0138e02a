package dev.gantry.plugins.inbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The end of a zip archive, which says how long its list of contents is: whoever opens the archive
 * reads all of that into memory.
 */
final class Directory {
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_LENGTH = 20;
    private static final int END64 = 0x06064b50;
    private static final int END64_LENGTH = 56;
    private static final int COMMENT = 0xffff;
    private static final long IN_END64 = 0xffffffffL;
    private static final long MOST_BYTES = 16L << 20;

    private Directory() {}

    /**
     * Whether what the end says is within bounds. Where there is more than one end all must be: a
     * reader may take any.
     */
    static boolean fits(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long from = Math.max(0, size - END_LENGTH - COMMENT);
            ByteBuffer tail = read(channel, from, (int) (size - from));
            for (int at = 0; at <= tail.limit() - END_LENGTH; at++) {
                if (tail.getInt(at) == END && !fits(channel, from + at, tail, at)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean fits(FileChannel channel, long position, ByteBuffer tail, int at)
            throws IOException {
        long bytes = Integer.toUnsignedLong(tail.getInt(at + 12));
        return (bytes == IN_END64 || bytes <= MOST_BYTES) && end64Fits(channel, position);
    }

    /** The same for the end of a large archive, if there is one before the end at a position. */
    private static boolean end64Fits(FileChannel channel, long position) throws IOException {
        if (position < LOCATOR_LENGTH) {
            return true;
        }
        ByteBuffer locator = read(channel, position - LOCATOR_LENGTH, LOCATOR_LENGTH);
        if (locator.getInt(0) != LOCATOR || locator.getLong(8) < 0) {
            return true;
        }
        ByteBuffer end = read(channel, locator.getLong(8), END64_LENGTH);
        return end.limit() < END64_LENGTH
                || end.getInt(0) != END64
                || within(end.getLong(32), Unpacking.ENTRIES)
                        && within(end.getLong(40), MOST_BYTES);
    }

    private static boolean within(long value, long most) {
        return value >= 0 && value <= most;
    }

    private static ByteBuffer read(FileChannel channel, long position, int length)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int got = 0;
        while (got >= 0 && buffer.hasRemaining()) {
            got = channel.read(buffer, position + buffer.position());
        }
        return buffer.flip();
    }
}
