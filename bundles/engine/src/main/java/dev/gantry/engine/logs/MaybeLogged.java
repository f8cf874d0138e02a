package dev.gantry.engine.logs;

import java.io.IOException;

/**
 * Whether a run may have lines in a segment: never wrong when it says no, seldom when it says yes.
 * It spares going through the index for each of many runs that have none.
 */
final class MaybeLogged {
    private static final int BITS_PER_BLOCK = 16;
    private static final int MIN_BLOCKS = 4096;

    private final long[] bits;
    private final int shift;

    private MaybeLogged(long blocks) {
        long wanted = Math.min(Math.max(blocks, MIN_BLOCKS) * BITS_PER_BLOCK, 1L << 30);
        int power = Long.SIZE - Long.numberOfLeadingZeros(wanted - 1);
        this.bits = new long[1 << (power - 6)];
        this.shift = Long.SIZE - power;
    }

    static MaybeLogged of(SegmentFiles files) throws IOException {
        long[] blocks = new long[1];
        files.blocks(block -> blocks[0]++);
        MaybeLogged filter = new MaybeLogged(2 * blocks[0]);
        files.blocks(block -> filter.add(block.run()));
        return filter;
    }

    void add(long run) {
        set(run * 0x9E3779B97F4A7C15L >>> shift);
        set(run * 0xD6E8FEB86659FD93L >>> shift);
    }

    boolean has(long run) {
        return get(run * 0x9E3779B97F4A7C15L >>> shift) && get(run * 0xD6E8FEB86659FD93L >>> shift);
    }

    private void set(long bit) {
        bits[(int) (bit >>> 6)] |= 1L << bit;
    }

    private boolean get(long bit) {
        return (bits[(int) (bit >>> 6)] & 1L << bit) != 0;
    }
}
