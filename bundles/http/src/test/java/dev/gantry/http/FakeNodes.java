package dev.gantry.http;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** Nodes that tests put down. */
final class FakeNodes implements NodeStore {
    final List<StoredNode> nodes = new ArrayList<>();
    volatile int owner;
    volatile OptionalLong ahead = OptionalLong.empty();

    @Override
    public int self() {
        return 1;
    }

    @Override
    public boolean alone() {
        return nodes.isEmpty();
    }

    @Override
    public CompletableFuture<NodeBeat> beat(NodeStatus status) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> leave() {
        throw new UnsupportedOperationException();
    }

    @Override
    public OptionalLong ahead(InstantSource clock) {
        return ahead;
    }

    @Override
    public int owner(long run) {
        return owner;
    }

    @Override
    public List<StoredNode> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    public CompletableFuture<List<ClaimedRun>> claim(NodeClaim wanted) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> takePlace(
            long run, long ticket, String tenant, Concurrency key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> givePlace(long run, long ticket) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> take(long run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoredNode> holder(long run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> changeLeft(
            StoredRun read, Lane lane, long due, String params, String spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Integer> give(Collection<Long> runs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Long> gone(Collection<Long> runs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Long> finished(Collection<Long> runs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<Long, String> wishes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> tell(String topic, String subject) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Listening listen(BiConsumer<String, String> listener) {
        throw new UnsupportedOperationException();
    }
}
