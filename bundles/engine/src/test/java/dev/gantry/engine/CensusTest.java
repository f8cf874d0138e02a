package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Who waits and who runs, by what a scrape tells apart. */
@Timeout(60)
class CensusTest {
    @TempDir private Path folder;
    private final CountDownLatch end = new CountDownLatch(1);
    private EngineFixture gantry;

    @BeforeEach
    void start() {
        gantry =
                new EngineFixture(
                        folder,
                        new EngineSettings(
                                1, 100_000, Duration.ZERO, Duration.ZERO, Duration.ZERO));
        gantry.offer(
                "busy",
                (input, context) -> {
                    end.await();
                    return null;
                });
        gantry.offer("quick", (input, context) -> null);
        gantry.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        end.countDown();
        gantry.close();
    }

    private static Map<String, Double> rows(Consumer<Meters.Rows> read) {
        Map<String, Double> rows = new TreeMap<>();
        read.accept((value, labels) -> rows.put(String.join(" ", labels), value));
        return rows;
    }

    @Test
    void countsWhoWaitsAndWhoRuns() {
        String busy = gantry.submit(RunRequest.of("busy", "{}"));
        gantry.awaitState(busy, RunState.RUNNING);
        gantry.submit(EngineFixture.request("quick", "blue", SlaClass.GOLD, 0));
        gantry.clock.advance(Duration.ofSeconds(3));
        gantry.submit(EngineFixture.request("quick", "blue", SlaClass.SILVER, 0));
        gantry.submit(EngineFixture.request("quick", "red", SlaClass.SILVER, 0));
        gantry.clock.advance(Duration.ofSeconds(2));

        Census census = new Census(gantry.engine, gantry.clock);
        assertEquals(Map.of("busy", 0.0, "quick", 3.0), rows(census::tasksWaiting));
        assertEquals(Map.of("busy", 0.0, "quick", 5.0), rows(census::tasksAges));
        assertEquals(Map.of("default", 0.0, "blue", 2.0, "red", 1.0), rows(census::tenantsWaiting));
        assertEquals(Map.of("default", 0.0, "blue", 5.0, "red", 2.0), rows(census::tenantsAges));
        assertEquals(Map.of("acme.test 1.0.0", 1.0), rows(census::running));
        assertEquals(1, census.running(SlaClass.SILVER));
        assertEquals(0, census.running(SlaClass.GOLD));
        assertEquals(0, census.retries());
    }

    @Test
    void ofManyTenantsOnlyThoseWithMostAreTold() {
        String busy = gantry.submit(RunRequest.of("busy", "{}"));
        gantry.awaitState(busy, RunState.RUNNING);
        for (int i = 0; i < 110; i++) {
            gantry.submit(EngineFixture.request("quick", "tenant-" + i, SlaClass.SILVER, 0));
        }
        for (int i = 0; i < 4; i++) {
            gantry.submit(EngineFixture.request("quick", "zzz", SlaClass.SILVER, 0));
        }
        Map<String, Double> rows = rows(new Census(gantry.engine, gantry.clock)::tenantsWaiting);
        assertEquals(101, rows.size());
        assertEquals(4, rows.get("zzz"));
        assertEquals(11, rows.get("_other"));
        assertFalse(rows.containsKey("default"), "it has none that wait");
    }
}
