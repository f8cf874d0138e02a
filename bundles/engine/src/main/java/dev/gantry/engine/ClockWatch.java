package dev.gantry.engine;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.NodeStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;

/** Looks each minute how far the clock of this node is from that of the database. */
final class ClockWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
    private static final long EACH_MS = 60_000;

    private final NodeStore nodes;
    private final InstantSource clock;
    private final AutoCloseable gauge;
    private final Loop loop = new Loop("engine-clock", this::pass);
    private volatile double ahead = Double.NaN;
    private boolean apart;

    ClockWatch(NodeStore nodes, Meters meters, InstantSource clock) {
        this.nodes = nodes;
        this.clock = clock;
        this.gauge =
                nodes.alone()
                        ? () -> {}
                        : meters.gauge(
                                "gantry_node_clock_ahead_seconds",
                                "How far the clock of this node is ahead of that of the database",
                                () -> ahead);
    }

    void start() {
        if (!nodes.alone()) {
            loop.start();
        }
    }

    private long pass() {
        String news = look();
        if (news != null) {
            LOG.warn("{}", news);
        }
        return EACH_MS;
    }

    /** What people have to know since the last look, or {@code null}. */
    String look() {
        long ms;
        try {
            ms = nodes.ahead(clock).orElse(Long.MIN_VALUE);
        } catch (GantryException e) {
            return null;
        }
        if (ms == Long.MIN_VALUE) {
            return null;
        }
        ahead = ms / 1000.0;
        boolean before = apart;
        apart = Math.abs(ms) > NodeStore.CLOCKS_APART_MS;
        if (apart == before) {
            return null;
        }
        return apart
                ? "The clock of this node is "
                        + Duration.ofMillis(Math.abs(ms))
                        + (ms > 0 ? " ahead of" : " behind")
                        + " that of the database; runs, schedules and deadlines are early or late"
                        + " by that, so have all machines set their clocks by NTP"
                : "The clock of this node is that of the database again";
    }

    @Override
    public void close() throws Exception {
        loop.close();
        gauge.close();
    }
}
