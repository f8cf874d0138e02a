package dev.gantry.store;

import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NodeBeat;
import dev.gantry.spi.store.NodeClaim;
import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.StoredNode;
import dev.gantry.spi.store.StoredRun;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** The only node of a store: all runs are its own. */
final class LoneNode implements NodeStore {

    @Override
    public int self() {
        return 0;
    }

    @Override
    public boolean alone() {
        return true;
    }

    @Override
    public CompletableFuture<NodeBeat> beat(NodeStatus status) {
        return CompletableFuture.completedFuture(new NodeBeat(false, true, List.of()));
    }

    @Override
    public CompletableFuture<Void> leave() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<StoredNode> nodes() {
        return List.of();
    }

    @Override
    public OptionalLong ahead(InstantSource clock) {
        return OptionalLong.empty();
    }

    @Override
    public CompletableFuture<List<ClaimedRun>> claim(NodeClaim wanted) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletableFuture<Boolean> take(long run) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public Optional<StoredNode> holder(long run) {
        return Optional.empty();
    }

    @Override
    public CompletableFuture<Boolean> changeLeft(
            StoredRun read, Lane lane, long due, String params, String spec) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletableFuture<Integer> give(Collection<Long> runs) {
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public CompletableFuture<Boolean> takePlace(
            long run, long ticket, String tenant, Concurrency key) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletableFuture<Boolean> givePlace(long run, long ticket) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public List<Long> gone(Collection<Long> runs) {
        return List.of();
    }

    @Override
    public int owner(long run) {
        return 0;
    }

    @Override
    public List<Long> finished(Collection<Long> runs) {
        return List.of();
    }

    @Override
    public Map<Long, String> wishes() {
        return Map.of();
    }

    @Override
    public CompletableFuture<Void> tell(String topic, String subject) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Listening listen(BiConsumer<String, String> listener) {
        return () -> {};
    }
}
