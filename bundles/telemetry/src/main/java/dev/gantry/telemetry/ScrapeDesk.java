package dev.gantry.telemetry;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.telemetry.series.Reading;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/**
 * Answers scrapes. Those that come while one is being made share it, and so do those that come
 * while many are still being read by slow callers: memory holds a handful however many ask.
 * Thread-safe.
 */
final class ScrapeDesk {
    private static final int MOST_BODIES = 4;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final int most;
    private final Duration patience;
    private final BiFunction<String, Reading, byte[]> make;
    private final Semaphore places;
    private final Map<String, Shared> making = new HashMap<>();
    private final List<Shared> read = new ArrayList<>();

    /** One answer, and those who read it. */
    private static final class Shared {
        private final String contentType;
        private final Reading reading = new Reading();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private volatile Thread maker;
        private int readers;

        Shared(String contentType) {
            this.contentType = contentType;
        }
    }

    /**
     * @param most how many may be answered at one time
     * @param patience how long one may take to be made
     * @param make writes all series in a format
     */
    ScrapeDesk(int most, Duration patience, BiFunction<String, Reading, byte[]> make) {
        this.most = most;
        this.patience = patience;
        this.make = make;
        this.places = new Semaphore(most);
    }

    /** The series in a format. */
    byte[] take(String contentType) {
        Shared shared = join(contentType, Integer.MAX_VALUE);
        try {
            return body(shared);
        } finally {
            leave(shared);
        }
    }

    /** Writes the series in a format to one who may read slowly. */
    void serve(String contentType, OutputStream out) throws IOException {
        if (!places.tryAcquire()) {
            throw new GantryException(
                    Code.UNAVAILABLE,
                    most
                            + " scrapes are being answered, which is the limit"
                            + " gantry.metrics.scrapes; scrape less often, or raise it",
                    SOON);
        }
        try {
            Shared shared = join(contentType, MOST_BODIES);
            try {
                out.write(body(shared));
                out.flush();
            } finally {
                leave(shared);
            }
        } finally {
            places.release();
        }
    }

    private byte[] body(Shared shared) {
        try {
            return shared.body.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            giveUp(shared);
            throw new GantryException(
                    Code.UNAVAILABLE,
                    "the metrics were not there within "
                            + patience
                            + ", which is the limit gantry.metrics.timeout; the log names what"
                            + " kept them, if it was a plugin",
                    SOON);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the metrics cannot be written", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GantryException(Code.UNAVAILABLE, "Gantry stops; try again later");
        }
    }

    private Shared join(String contentType, int mostBodies) {
        Shared shared;
        synchronized (this) {
            shared = making.get(contentType);
            if (shared == null) {
                shared = lastIfMany(contentType, mostBodies);
            }
            if (shared != null) {
                shared.readers++;
                return shared;
            }
            shared = new Shared(contentType);
            shared.readers++;
            making.put(contentType, shared);
            read.add(shared);
        }
        Shared fresh = shared;
        fresh.maker = Thread.ofVirtual().name("scrape").unstarted(() -> make(fresh));
        fresh.maker.start();
        return fresh;
    }

    private Shared lastIfMany(String contentType, int mostBodies) {
        List<Shared> alike =
                read.stream().filter(one -> one.contentType.equals(contentType)).toList();
        return alike.size() < mostBodies ? null : alike.getLast();
    }

    private void make(Shared shared) {
        byte[] body;
        try {
            body = make.apply(shared.contentType, shared.reading);
        } catch (Throwable e) {
            made(shared);
            shared.body.completeExceptionally(e);
            return;
        }
        // first, so that who has it and asks again gets a new one
        made(shared);
        shared.body.complete(body);
    }

    private synchronized void made(Shared shared) {
        making.remove(shared.contentType, shared);
    }

    private void giveUp(Shared shared) {
        shared.reading.late();
        made(shared);
        Thread maker = shared.maker;
        if (maker != null) {
            maker.interrupt();
        }
    }

    private synchronized void leave(Shared shared) {
        if (--shared.readers == 0) {
            read.remove(shared);
        }
    }
}
