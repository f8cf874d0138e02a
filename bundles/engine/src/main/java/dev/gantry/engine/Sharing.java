package dev.gantry.engine;

import dev.gantry.spi.store.NodeStore;

import java.util.concurrent.TimeUnit;

/** Has a node take its part while the engine runs; nothing where it is alone. Thread-safe. */
final class Sharing implements AutoCloseable {
    private final NodeStore nodes;
    private final Membership membership;
    private final Loop loop;
    private final NodeStore.Listening ears;

    private Sharing(NodeStore nodes, Membership membership) {
        this.nodes = nodes;
        this.membership = membership;
        this.loop =
                new Loop(
                        "engine-nodes",
                        () -> membership.pass(TimeUnit.NANOSECONDS.toMillis(System.nanoTime())));
        this.ears = nodes.listen(this::told);
    }

    /** Listens from here on. */
    static Sharing of(
            Stores stores,
            Distant distant,
            LiveRuns lives,
            Backlog backlog,
            Dispatcher dispatcher,
            RowCodec codec,
            Membership.Offer offer) {
        NodeStore nodes = stores.nodes();
        Neighbours neighbours = new Neighbours(stores, lives, backlog, codec);
        Membership membership =
                new Membership(nodes, neighbours, distant, lives, backlog, dispatcher, offer);
        if (dispatcher.total() == 0) {
            backlog.onElsewhere(neighbours::left);
        }
        dispatcher.allowed(membership::holds);
        return new Sharing(nodes, membership);
    }

    /** This node's part. */
    Membership membership() {
        return membership;
    }

    private void told(String topic, String subject) {
        membership.told(topic, subject);
        loop.wake();
    }

    void start() {
        if (!nodes.alone()) {
            loop.start();
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (!nodes.alone()) {
            ears.close();
            loop.close();
            membership.leave();
        }
    }
}
