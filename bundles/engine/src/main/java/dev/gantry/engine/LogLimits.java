package dev.gantry.engine;

/**
 * How much of what a run logs is kept.
 *
 * @param lines at most
 * @param bytes on disk, at most
 */
record LogLimits(long lines, long bytes) {
    static final long LINES = 10_000;
    static final long BYTES = 4L << 20;
}
