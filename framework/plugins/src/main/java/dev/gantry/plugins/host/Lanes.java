package dev.gantry.plugins.host;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * One thing at a time for each plugin, and no plugin waits for another. Entered on the deployer's
 * thread.
 */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final Executor deployer;
    private final Map<String, CompletableFuture<?>> tails = new ConcurrentHashMap<>();

    Lanes(Executor deployer) {
        this.deployer = deployer;
    }

    /** Does work on the deployer's thread when all before it in the same lane is done. */
    <T> CompletableFuture<T> enter(String plugin, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<?> before =
                tails.getOrDefault(plugin, CompletableFuture.completedFuture(null));
        CompletableFuture<T> mine =
                before.handle((ignored, failure) -> null)
                        .thenComposeAsync(ignored -> work.get(), deployer);
        tails.put(plugin, mine);
        mine.whenComplete(
                (ignored, failure) -> {
                    tails.remove(plugin, mine);
                    if (failure != null) {
                        LOG.error("{} could not be deployed or withdrawn", plugin, failure);
                    }
                });
        return mine;
    }

    /** Plugins that something is being done for. */
    Set<String> busy() {
        return Set.copyOf(tails.keySet());
    }
}
