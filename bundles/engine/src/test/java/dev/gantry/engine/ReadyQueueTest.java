package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gantry.api.task.Task;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.run.TaskLimit;
import dev.gantry.spi.run.TenantQuota;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NewRun;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** What is given to other nodes. */
class ReadyQueueTest {
    private final FakeCatalog catalog = new FakeCatalog();
    private final ManualClock clock = new ManualClock();
    private final Bulkheads bulkheads = new Bulkheads(catalog, clock);
    private final ReadyQueue ready = new ReadyQueue(bulkheads, run -> {});
    private final LaneWindow one = window("one");
    private final LaneWindow other = window("other");
    private long last;

    @BeforeEach
    void offer() {
        Task<Json, ?> task = (input, context) -> null;
        catalog.offer("a.b", () -> task);
        bulkheads.limit("a.b", new TaskLimit(0, 0, 2, Duration.ofHours(1)));
    }

    private static LaneWindow window(String tenant) {
        return new LaneWindow(
                new Lane(tenant, SlaClass.SILVER, 0),
                new Tenant(tenant, new TenantQuota(1, 0, 0, 0, 0)));
    }

    private long add(LaneWindow window) {
        String tenant = window.tenant().name();
        NewRun row = new NewRun(++last, "a.b", tenant, 0, "{}", null, null, null, 0);
        LiveRun run = new LiveRun(row, RunSpec.DEFAULT);
        run.standing().window(window);
        run.queue();
        ready.add(run);
        return last;
    }

    private List<Long> give(int most) {
        return ready.give(most).stream().map(LiveRun::id).toList();
    }

    @Test
    void tenantsTakeTurnsAndNoStartIsCounted() {
        List<Long> ones = List.of(add(one), add(one), add(one), add(one));
        List<Long> others = List.of(add(other), add(other));
        assertEquals(
                List.of(ones.get(0), others.get(0), ones.get(1), others.get(1), ones.get(2)),
                give(5));
        assertEquals(1, ready.size());
        assertEquals(0, one.tenant().running());
        assertEquals(0, one.tenant().flow(SlaClass.SILVER.ordinal()).start());
        add(other);
        assertEquals(ones.getLast(), ready.poll().id());
        assertEquals(last, ready.poll().id(), "the rate is for what starts here");
    }

    @Test
    void whatMayNotStartHereWaitsAtItsGate() {
        add(one);
        add(one);
        ready.poll();
        ready.poll();
        add(one);
        assertEquals(List.of(), give(5));
        assertNull(ready.poll());
        assertEquals(1, bulkheads.waiting());
        clock.advance(Duration.ofMinutes(30));
        assertEquals(last, ready.poll().id());
    }
}
