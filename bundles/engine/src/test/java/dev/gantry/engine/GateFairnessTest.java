package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.run.TaskLimit;
import dev.gantry.spi.run.TenantQuota;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/** Whose run is next where slots are free and a task type or a tenant is at its limit. */
@Timeout(120)
class GateFairnessTest {
    private static final int SLOTS = 8;

    @TempDir private Path folder;
    private EngineFixture gantry;
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch begin = new CountDownLatch(1);

    /** What else runs while one of the limited type does. */
    private volatile SlaClass meanwhile;

    @BeforeEach
    void start() {
        gantry =
                new EngineFixture(
                        folder,
                        new EngineSettings(
                                SLOTS, 100_000, Duration.ZERO, Duration.ZERO, Duration.ZERO));
        gantry.offer(
                "plug",
                (input, context) -> {
                    begin.await();
                    return null;
                });
        gantry.offer("quick", (input, context) -> null);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    order.add(context.runId());
                    for (int i = 0; meanwhile != null && i < 2; i++) {
                        String id =
                                gantry.submit(
                                        EngineFixture.request("quick", "other", meanwhile, 0));
                        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
                    }
                    return null;
                });
        limit(1);
        gantry.start();
        for (int i = 0; i < SLOTS; i++) {
            gantry.submit("plug");
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        begin.countDown();
        gantry.close();
    }

    private void limit(int maxRunning) {
        TaskLimit limit = new TaskLimit(maxRunning, 0, 0, Duration.ofSeconds(1));
        gantry.engine.tasks().put("a.b", limit, OptionalLong.empty());
    }

    private List<String> submit(int runs, String tenant, SlaClass sla, int priority) {
        return gantry.submit(runs, EngineFixture.request("a.b", tenant, sla, priority));
    }

    private void letAllRun() {
        begin.countDown();
        EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
    }

    private long among(int from, int to, List<String> runs) {
        return order.subList(from, to).stream().filter(runs::contains).count();
    }

    @Test
    void ofTwentyStartsOneIsOfEachClassThatWaits() {
        submit(150, "a", SlaClass.GOLD, 0);
        List<String> silver = submit(5, "a", SlaClass.SILVER, 0);
        List<String> bronze = submit(5, "b", SlaClass.BRONZE, 0);
        letAllRun();
        for (int i = 0; i < 5; i++) {
            int from = i * Turns.TURN;
            assertEquals(1, among(from, from + Turns.TURN, silver), "silver in turn " + i);
            assertEquals(1, among(from, from + Turns.TURN, bronze), "bronze in turn " + i);
        }
    }

    @Test
    void itIsSoWhileTheClassStartsElsewhere() {
        meanwhile = SlaClass.BRONZE;
        submit(100, "a", SlaClass.GOLD, 0);
        List<String> bronze = submit(3, "b", SlaClass.BRONZE, 0);
        letAllRun();
        assertEquals(3, among(0, 3 * Turns.TURN + 1, bronze));
    }

    @Test
    void itIsSoAtTheQuotaOfATenant() {
        limit(0);
        gantry.engine.tenants().put("a", new TenantQuota(1, 1, 0, 0, 0), OptionalLong.empty());
        meanwhile = SlaClass.BRONZE;
        submit(100, "a", SlaClass.GOLD, 0);
        List<String> bronze = submit(3, "a", SlaClass.BRONZE, 0);
        letAllRun();
        assertEquals(3, among(0, 3 * Turns.TURN + 1, bronze));
    }

    @Test
    void tenantsShareItByWeightWhateverStartsElsewhere() {
        gantry.engine.tenants().put("heavy", new TenantQuota(3, 0, 0, 0, 0), OptionalLong.empty());
        meanwhile = SlaClass.SILVER;
        List<String> heavy = submit(40, "heavy", SlaClass.SILVER, 0);
        List<String> light = submit(40, "light", SlaClass.SILVER, 0);
        List<String> urgent = submit(5, "urgent", SlaClass.SILVER, 100);
        letAllRun();
        assertEquals(5, among(0, 30, urgent));
        assertEquals(30, among(0, 45, heavy), 2);
        assertEquals(10, among(0, 45, light), 2);
    }

    @Test
    void aTenantThatStartsElsewhereHasItsTurns() {
        meanwhile = SlaClass.SILVER;
        List<String> other = submit(20, "other", SlaClass.SILVER, 0);
        submit(40, "quiet", SlaClass.SILVER, 0);
        letAllRun();
        assertEquals(20, among(0, 44, other), 2);
    }
}
