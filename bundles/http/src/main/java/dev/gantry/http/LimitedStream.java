package dev.gantry.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * A body of limited size. Reading beyond the limit ends the request with 413, waiting too long for
 * more of it with 408.
 */
public final class LimitedStream extends FilterInputStream {
    private final long limit;
    private long read;
    private ProblemException refusal;

    LimitedStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int value;
        try {
            value = super.read();
        } catch (IOException e) {
            throw broken(e);
        }
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got;
        try {
            got = super.read(buffer, offset, length);
        } catch (IOException e) {
            throw broken(e);
        }
        count(Math.max(0, got));
        return got;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped;
        try {
            skipped = super.skip(bytes);
        } catch (IOException e) {
            throw broken(e);
        }
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** What to answer where it could not be read to its end; empty if it could. */
    public Optional<ProblemException> refusal() {
        return Optional.ofNullable(refusal);
    }

    static ProblemException tooLarge(long limit) {
        String size = limit >> 20 > 0 ? (limit >> 20) + " MiB" : limit + " bytes";
        return new ProblemException(
                Problem.of(413, "too_large", "The body is larger than " + size + "."));
    }

    private void count(long bytes) throws IOException {
        read += bytes;
        if (read > limit) {
            refusal = tooLarge(limit);
            throw new BrokenException(refusal);
        }
    }

    private IOException broken(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                refusal =
                        new ProblemException(
                                Problem.of(
                                                408,
                                                "timeout",
                                                "The body stopped coming; send it again, without"
                                                        + " a pause.")
                                        .worthRetrying());
                return new BrokenException(refusal);
            }
        }
        return e;
    }

    /** The body cannot be read to its end; the cause says what to answer. */
    static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient ProblemException refusal;

        BrokenException(ProblemException refusal) {
            super(refusal.getMessage(), refusal);
            this.refusal = refusal;
        }

        ProblemException refusal() {
            return refusal;
        }
    }
}
