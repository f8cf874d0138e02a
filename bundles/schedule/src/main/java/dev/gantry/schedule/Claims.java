package dev.gantry.schedule;

import dev.gantry.spi.run.GantryException;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Work on one schedule that nobody else works on meanwhile. Thread-safe. */
final class Claims {

    private final Book book;
    private volatile Runnable released = () -> {};

    Claims(Book book) {
        this.book = book;
    }

    /** Sets what to call when a schedule may have become due earlier than was said. */
    void onRelease(Runnable action) {
        released = action;
    }

    /** Calls it. */
    void released() {
        released.run();
    }

    /**
     * Does something with a schedule that may or may not exist.
     *
     * @throws GantryException {@code UNAVAILABLE} as {@link Book#claim}
     */
    <T> T with(String id, Function<Optional<Planned>, T> work) {
        Optional<Planned> before = book.claim(id);
        try {
            return work.apply(before);
        } finally {
            book.release(id);
            released();
        }
    }

    /**
     * Waits for the disk.
     *
     * @throws GantryException as the write failed, or {@code UNAVAILABLE}
     */
    static <T> T await(String id, Supplier<CompletableFuture<T>> write) {
        try {
            return write.get().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof GantryException refused) {
                throw refused;
            }
            throw Errors.unavailable(id, e.getCause());
        }
    }
}
