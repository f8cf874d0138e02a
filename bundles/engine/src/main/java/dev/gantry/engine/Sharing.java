package dev.gantry.engine;

import dev.gantry.spi.store.NodeStore;

/** Has a node take its part while the engine runs; nothing where it is alone. Thread-safe. */
final class Sharing implements AutoCloseable {
    private final NodeStore nodes;
    private final Membership membership;
    private final Loop loop;
    private final NodeStore.Listening ears;

    /** Listens from here on. */
    Sharing(NodeStore nodes, Membership membership) {
        this.nodes = nodes;
        this.membership = membership;
        this.loop = new Loop("engine-nodes", membership::pass);
        this.ears = nodes.listen(this::told);
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
