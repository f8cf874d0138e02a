package dev.gantry.identity;

import dev.gantry.spi.run.GantryException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for writes. */
final class Waits {
    private Waits() {}

    /**
     * What a write says when it is on disk.
     *
     * @throws GantryException as the store does
     */
    static <T> T committed(CompletableFuture<T> write) {
        try {
            return write.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof GantryException known) {
                throw known;
            }
            throw e;
        }
    }
}
