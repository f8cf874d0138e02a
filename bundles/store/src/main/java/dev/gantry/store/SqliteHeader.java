package dev.gantry.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The first bytes of an SQLite file. Read only while no connection of this process is open. */
final class SqliteHeader {
    private SqliteHeader() {}

    /**
     * Whether the header says so: bytes 68 to 71 of the <a
     * href="https://www.sqlite.org/fileformat.html">file format</a>. A file of our own may be cut
     * in the middle of a checkpoint and whole together with its log only.
     */
    static boolean ours(Path file) {
        ByteBuffer header = ByteBuffer.allocate(72);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (header.hasRemaining() && channel.read(header) >= 0) {}
        } catch (IOException e) {
            return false;
        }
        return !header.hasRemaining()
                && new String(header.array(), 0, 15, StandardCharsets.US_ASCII)
                        .equals("SQLite format 3")
                && header.getInt(68) == SqliteDialect.APPLICATION_ID;
    }
}
