package dev.gantry.engine.logs;

import java.nio.ByteBuffer;

/**
 * Lines of one run that follow one another in a file.
 *
 * @param offset where they begin
 * @param length in bytes
 * @param count of lines; 0 where all before are deleted
 * @param first position of the first of them in the run's log
 */
record Block(long run, long offset, int length, int count, long first) {
    /** Size of a block's entry in an index. */
    static final int ENTRY = 32;

    long end() {
        return offset + length;
    }

    long last() {
        return first + count - 1;
    }

    boolean deletes() {
        return count == 0;
    }

    void write(ByteBuffer to) {
        to.putLong(run).putLong(offset).putInt(length).putInt(count).putLong(first);
    }

    static Block read(ByteBuffer from) {
        return new Block(
                from.getLong(), from.getLong(), from.getInt(), from.getInt(), from.getLong());
    }
}
