package dev.gantry.panels;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.context.CancelledException;
import dev.gantry.api.context.Registration;

import java.util.concurrent.CompletableFuture;

/** Tells a call that nobody waits for it any more. Thread-safe. */
final class StopSignal implements Cancellation {
    private final CompletableFuture<String> reason = new CompletableFuture<>();

    /** Raises it; what waits for that is called on threads of its own. */
    void request(String why) {
        reason.complete(why);
    }

    @Override
    public boolean requested() {
        return reason.isDone();
    }

    @Override
    public void check() {
        if (reason.isDone()) {
            throw new CancelledException(reason.join());
        }
    }

    @Override
    public Registration onRequest(Runnable action) {
        CompletableFuture<Void> waiting =
                reason.thenRunAsync(
                        action, work -> Thread.ofVirtual().name("panel-stop").start(work));
        return () -> waiting.cancel(false);
    }
}
