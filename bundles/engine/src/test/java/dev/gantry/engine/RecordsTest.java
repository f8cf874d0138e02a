package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.store.RunEnd;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends of runs that the store does not take. */
@Timeout(60)
class RecordsTest {
    @TempDir Path folder;

    @Test
    void anEndThatIsRefusedTwiceIsTriedLater() throws Exception {
        EngineFixture gantry = new EngineFixture(folder, EngineFixture.SETTINGS);
        AtomicInteger writes = new AtomicInteger();
        GantryException no = new GantryException(GantryException.Code.CONFLICT, "no such table");
        Records records =
                new Records(
                        TroubledStore.around(
                                gantry.stored(),
                                "finish",
                                (store, end) ->
                                        writes.incrementAndGet() < 4
                                                ? CompletableFuture.failedFuture(no)
                                                : null),
                        new RowCodec());
        records.finish(new RunEnd(1, "success", 1, null, 2, 3, null, null, null), done -> {});
        assertEquals(2, writes.get());
        records.again();
        assertEquals(3, writes.get());
        assertEquals(1, records.underWay());
        records.again();
        EngineFixture.await(() -> records.underWay() == 0);
        assertEquals(4, writes.get());
        gantry.close();
    }

    @Test
    void aClockThatIsPutBackHoldsNoEndBack() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        EngineFixture gantry =
                EngineFixture.troubled(
                        folder,
                        "finish",
                        (store, end) ->
                                writes.incrementAndGet() == 1
                                        ? CompletableFuture.failedFuture(TroubledStore.away())
                                        : null);
        gantry.offer("a.b", (input, context) -> "done");
        gantry.start();
        String id = gantry.submit("a.b");
        EngineFixture.await(() -> writes.get() == 1);
        gantry.clock.advance(Duration.ofHours(-1));
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        gantry.close();
    }
}
