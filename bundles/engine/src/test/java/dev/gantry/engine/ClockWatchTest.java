package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.NodeStore;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

class ClockWatchTest {
    private final AtomicReference<OptionalLong> ahead =
            new AtomicReference<>(OptionalLong.of(1000));
    private final SeenMeters meters = new SeenMeters();

    private NodeStore nodes() {
        return (NodeStore)
                Proxy.newProxyInstance(
                        NodeStore.class.getClassLoader(),
                        new Class<?>[] {NodeStore.class},
                        (proxy, method, args) ->
                                method.getName().equals("ahead") ? ahead.get() : Boolean.FALSE);
    }

    @Test
    void tellsOnceThatTheClockIsWrongAndThatItIsRightAgain() throws Exception {
        ClockWatch watch = new ClockWatch(nodes(), meters, new ManualClock());
        String gauge = "gantry_node_clock_ahead_seconds ";
        assertTrue(Double.isNaN(meters.shown.get(gauge).getAsDouble()));
        assertNull(watch.look());
        assertEquals(1, meters.shown.get(gauge).getAsDouble());
        ahead.set(OptionalLong.of(-2500));
        String news = watch.look();
        assertTrue(news.startsWith("The clock of this node is PT2.5S behind that of"), news);
        assertNull(watch.look());
        ahead.set(OptionalLong.empty());
        assertNull(watch.look());
        assertEquals(-2.5, meters.shown.get(gauge).getAsDouble());
        ahead.set(OptionalLong.of(3));
        assertEquals("The clock of this node is that of the database again", watch.look());
        watch.close();
        assertTrue(meters.shown.isEmpty());
    }
}
