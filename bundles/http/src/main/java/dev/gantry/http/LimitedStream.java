package dev.gantry.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body of limited size. Reading beyond the limit ends the request with 413. */
public final class LimitedStream extends FilterInputStream {
    private final long limit;
    private long read;

    LimitedStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = super.read(buffer, offset, length);
        count(Math.max(0, got));
        return got;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(bytes);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Whether more was sent than is allowed. */
    public boolean exceeded() {
        return read > limit;
    }

    /** What to answer then. */
    public ProblemException refusal() {
        return tooLarge(limit);
    }

    static ProblemException tooLarge(long limit) {
        String size = limit >> 20 > 0 ? (limit >> 20) + " MiB" : limit + " bytes";
        return new ProblemException(
                Problem.of(413, "too_large", "The body is larger than " + size + "."));
    }

    private void count(long bytes) throws IOException {
        read += bytes;
        if (exceeded()) {
            throw new TooLargeException(refusal());
        }
    }

    /** Reading went beyond the limit; the cause says what to answer. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(ProblemException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
