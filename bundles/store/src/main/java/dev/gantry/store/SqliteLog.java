package dev.gantry.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The write-ahead log beside an SQLite file. SQLite itself takes one whose head is damaged for an
 * empty one, and what was committed to it would be gone without a word.
 */
final class SqliteLog {
    private static final int HEAD = 32;
    private static final int MAGIC = 0x377f0682;
    private static final int SUMMED_WORDS = 6;

    private SqliteLog() {}

    /**
     * @throws UnusableStoreException if there is a log and it cannot be read
     */
    static void check(Path database) {
        Path log = database.resolveSibling(database.getFileName() + "-wal");
        try {
            if (Files.exists(log) && Files.size(log) >= HEAD && !sound(head(log))) {
                throw new UnusableStoreException(
                        log
                                + " is damaged, and what was stored last is in it; restore a"
                                + " backup, or move it away to go on without that");
            }
        } catch (IOException e) {
            throw new UnusableStoreException(
                    log + " cannot be read (" + e + "); give Gantry's user the right to read it");
        }
    }

    private static ByteBuffer head(Path log) throws IOException {
        try (FileChannel channel = FileChannel.open(log)) {
            ByteBuffer head = ByteBuffer.allocate(HEAD);
            while (head.hasRemaining() && channel.read(head) >= 0) {
                // until it is read
            }
            return head.flip();
        }
    }

    private static boolean sound(ByteBuffer head) {
        if (head.equals(ByteBuffer.allocate(HEAD))) {
            return true; // the power went before anything was committed to it
        }
        int magic = head.getInt(0);
        if ((magic & ~1) != MAGIC) {
            return false;
        }
        head.order((magic & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int first = 0;
        int second = 0;
        for (int word = 0; word < SUMMED_WORDS; word += 2) {
            first += head.getInt(word * Integer.BYTES) + second;
            second += head.getInt((word + 1) * Integer.BYTES) + first;
        }
        head.order(ByteOrder.BIG_ENDIAN);
        return head.getInt(24) == first && head.getInt(28) == second;
    }
}
