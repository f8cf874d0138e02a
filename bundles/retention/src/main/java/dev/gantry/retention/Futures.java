package dev.gantry.retention;

import dev.gantry.spi.run.GantryException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for commits. */
final class Futures {
    private Futures() {}

    /**
     * What the write gives.
     *
     * @throws GantryException if it failed
     */
    static <T> T join(CompletableFuture<T> write) {
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
