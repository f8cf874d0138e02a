package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.Task;
import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.run.TenantQuota;
import dev.gantry.spi.store.Lane;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Gates of concurrency keys come and go. */
class BulkheadsTest {
    private static final Concurrency KEY = new Concurrency("k", 1);

    private final FakeCatalog catalog = new FakeCatalog();
    private final Bulkheads bulkheads = new Bulkheads(catalog, new ManualClock());
    private final ReadyQueue ready = new ReadyQueue(bulkheads, run -> {});
    private final LaneWindow window =
            new LaneWindow(
                    new Lane("t", SlaClass.SILVER, 0),
                    new Tenant("t", new TenantQuota(1, 0, 0, 0, 0)));

    private Gate keyGate() {
        return bulkheads.gates("a.b", "t", KEY).getLast();
    }

    @Test
    void runsThatStayInTheStoreHaveNone() {
        catalog.limits.put(FakeCatalog.REVISION.plugin(), 1);
        Task<Json, ?> task = (input, context) -> null;
        catalog.offer("a.b", () -> task);
        bulkheads.of("a.b");
        bulkheads.gates("a.b", "t", null).forEach(Gate::enter);
        for (int i = 0; i < 100; i++) {
            ready.spills(window, "a.b", new Concurrency("k" + i, 1), Position.START);
        }
        assertEquals(0, bulkheads.keys());
    }

    @Test
    void whatIsReadForOneThatIsClosedMeanwhileGoesThroughIt() {
        Gate gate = keyGate();
        ready.unread(gate, window, Position.START);
        assertEquals(List.of(window), List.copyOf(ready.read(gate).keySet()));
        assertEquals(0, bulkheads.keys());
        assertTrue(bulkheads.through(gate, "a.b", "t", KEY));
        assertFalse(bulkheads.through(gate, "a.b", "other", KEY));
        ready.unread(gate, window, Position.START);
        assertEquals(gate, keyGate());
    }
}
