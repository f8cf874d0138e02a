package dev.gantry.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * A body of limited size that comes at some pace. Reading beyond the limit ends the request with
 * 413, waiting too long for more of it, or for all of it, with 408.
 */
public final class LimitedStream extends FilterInputStream {
    /** So long nobody looks at the pace, in nanoseconds. */
    static final long GRACE = TimeUnit.SECONDS.toNanos(30);

    /** The slowest pace after that, in bytes a second since the begin. */
    static final long PACE = 1024;

    private final long limit;
    private final LongSupplier nanos;
    private final long begun;
    private long read;
    private ProblemException refusal;

    LimitedStream(InputStream in, long limit) {
        this(in, limit, System::nanoTime);
    }

    /**
     * @param nanos the time, from any start
     */
    LimitedStream(InputStream in, long limit, LongSupplier nanos) {
        super(in);
        this.limit = limit;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
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
                Problem.of(
                        413,
                        "too_large",
                        "The body is larger than "
                                + size
                                + "; send less at once, or pass the place of what is large."));
    }

    private void count(long bytes) throws IOException {
        read += bytes;
        if (read > limit) {
            refusal = tooLarge(limit);
            throw new BrokenException(refusal);
        }
        long late = nanos.getAsLong() - begun - GRACE;
        if (bytes > 0 && TimeUnit.NANOSECONDS.toSeconds(late) * PACE > read) {
            throw tooSlow("The body comes too slowly, with less than 1 KiB a second; send it");
        }
    }

    private IOException broken(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return tooSlow("The body stopped coming; send it");
            }
        }
        return e;
    }

    private BrokenException tooSlow(String what) {
        refusal =
                new ProblemException(
                        Problem.of(408, "timeout", what + " again, without a pause.")
                                .worthRetrying());
        return new BrokenException(refusal);
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
