package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.RunChange;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.SlaClass;
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
import java.util.concurrent.Semaphore;

/** Whose run is next. */
@Timeout(120)
class FairnessTest {
    private static final int WIDE = 32;

    @TempDir private Path folder;
    @TempDir private Path wide;
    @TempDir private Path eight;
    private EngineFixture gantry;
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch begin = new CountDownLatch(1);

    @BeforeEach
    void start() {
        start(folder, 1);
    }

    /** All slots are taken until {@link #begin}, so that what is submitted meanwhile waits. */
    private void start(Path home, int slots) {
        gantry =
                new EngineFixture(
                        home,
                        new EngineSettings(
                                slots, 100_000, Duration.ZERO, Duration.ZERO, Duration.ZERO));
        gantry.offer(
                "plug",
                (input, context) -> {
                    begin.await();
                    return null;
                });
        gantry.offer(
                "a.b",
                (input, context) -> {
                    order.add(context.runId());
                    return null;
                });
        gantry.start();
        for (int i = 0; i < slots; i++) {
            gantry.submit("plug");
        }
    }

    /** With so many slots that a backlog is run soon. */
    private void startWide() throws InterruptedException {
        gantry.close();
        start(wide, WIDE);
    }

    @AfterEach
    void stop() throws InterruptedException {
        begin.countDown();
        gantry.close();
    }

    private String submit(String tenant, SlaClass sla, int priority) {
        return gantry.submit(EngineFixture.request("a.b", tenant, sla, priority));
    }

    private List<String> submit(int runs, String tenant, SlaClass sla) {
        return gantry.submit(runs, EngineFixture.request("a.b", tenant, sla, 0));
    }

    private void letAllRun() {
        begin.countDown();
        EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
    }

    private int place(String id) {
        return order.indexOf(id);
    }

    @Test
    void tenantsTakeTurnsWhateverTheOthersHaveWaiting() {
        List<String> noisy = submit(200, "noisy", SlaClass.SILVER);
        List<String> quiet = submit(5, "quiet", SlaClass.SILVER);
        letAllRun();
        assertTrue(place(quiet.getLast()) <= 10, () -> "last of quiet: " + place(quiet.getLast()));
        assertEquals(noisy, order.stream().filter(noisy::contains).toList());
    }

    @Test
    void aTenantOfMoreWeightHasMoreTurns() {
        gantry.engine.tenants().put("heavy", quota(3, 0), OptionalLong.empty());
        List<String> heavy = submit(60, "heavy", SlaClass.SILVER);
        List<String> light = submit(60, "light", SlaClass.SILVER);
        letAllRun();
        long first = order.subList(0, 40).stream().filter(heavy::contains).count();
        assertEquals(30, first, 1);
        assertEquals(120, order.size());
        assertEquals(light, order.stream().filter(light::contains).toList());
    }

    @Test
    void aTenantThatRestedHasNoClaimOnThePast() {
        List<String> busy = submit(50, "busy", SlaClass.SILVER);
        begin.countDown();
        EngineFixture.await(() -> order.size() >= 50);
        CountDownLatch again = new CountDownLatch(1);
        gantry.offer(
                "plug2",
                (input, context) -> {
                    again.await();
                    return null;
                });
        gantry.submit("plug2");
        List<String> more = submit(20, "busy", SlaClass.SILVER);
        List<String> rested = submit(20, "rested", SlaClass.SILVER);
        again.countDown();
        EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
        List<String> last = order.subList(busy.size(), order.size());
        assertEquals(10, last.subList(0, 20).stream().filter(rested::contains).count(), 1);
        assertEquals(40, more.size() + rested.size());
    }

    @Test
    void goldGoesFirstAndIsFairToo() {
        List<String> silver = submit(10, "a", SlaClass.SILVER);
        List<String> one = submit(10, "a", SlaClass.GOLD);
        List<String> other = submit(2, "b", SlaClass.GOLD);
        letAllRun();
        assertTrue(place(other.getLast()) <= 4);
        assertTrue(place(one.getLast()) < place(silver.getFirst()));
    }

    @Test
    void ofTwentyStartsOneIsOfEachClassThatWaits() {
        submit(300, "a", SlaClass.GOLD);
        List<String> silver = submit(10, "a", SlaClass.SILVER);
        List<String> bronze = submit(10, "b", SlaClass.BRONZE);
        letAllRun();
        for (int i = 0; i < 10; i++) {
            List<String> turn = order.subList(i * Turns.TURN, (i + 1) * Turns.TURN);
            assertEquals(1, turn.stream().filter(silver::contains).count(), "turn " + i);
            assertEquals(1, turn.stream().filter(bronze::contains).count(), "turn " + i);
        }
    }

    @Test
    void priorityCountsWithinATenantOnly() {
        String low = submit("a", SlaClass.SILVER, -10);
        String high = submit("a", SlaClass.SILVER, 10);
        String pushy = submit("b", SlaClass.SILVER, 100);
        String pushy2 = submit("b", SlaClass.SILVER, 100);
        letAllRun();
        assertTrue(place(high) < place(low));
        assertTrue(place(high) < place(pushy2), "b has had its turn");
        assertTrue(place(pushy) < place(pushy2));
    }

    @Test
    void aBacklogBeyondMemoryHidesNobody() throws Exception {
        startWide();
        List<String> noisy = submit(2 * Backlog.WINDOW + 2000, "noisy", SlaClass.SILVER);
        EngineFixture.await(() -> gantry.engine.backlog().more());
        String quiet = submit("quiet", SlaClass.SILVER, 0);
        String gold = submit("noisy", SlaClass.GOLD, 0);
        begin.countDown();
        gantry.finished(quiet);
        gantry.finished(gold);
        assertTrue(place(quiet) < 3 * WIDE, () -> "quiet: " + place(quiet));
        assertTrue(place(gold) < 3 * WIDE, () -> "gold: " + place(gold));
        EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
        assertEquals(noisy.size() + 2, order.size());
        assertEquals(noisy.size() + 2, order.stream().distinct().count());
    }

    @Test
    void itIsTheSameAfterARestart() throws Exception {
        startWide();
        List<String> noisy = submit(Backlog.WINDOW + 2000, "noisy", SlaClass.SILVER);
        String quiet = submit("quiet", SlaClass.SILVER, 0);
        String bronze = submit("quiet", SlaClass.BRONZE, 0);
        String gold = submit("other", SlaClass.GOLD, 0);
        gantry.restart();
        assertEquals(noisy.size() + 3 + WIDE, gantry.engine.lives().open().get());
        assertEquals(
                noisy.size(), gantry.engine.tenants().find("noisy").open(), "open runs of noisy");
        begin.countDown();
        gantry.start();
        gantry.finished(gold);
        gantry.finished(quiet);
        gantry.finished(bronze);
        EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
        assertEquals(noisy.size() + 3, order.stream().distinct().count());
        assertEquals(0, gantry.engine.tenants().find("noisy").open());
    }

    @Test
    void anotherPriorityIsAnotherPlaceInLine() throws Exception {
        startWide();
        submit(Backlog.WINDOW + 10, "a", SlaClass.SILVER);
        List<String> beyond = submit(2, "a", SlaClass.SILVER);
        gantry.control().change(beyond.getLast(), new RunChange(null, 5));
        begin.countDown();
        assertEquals(RunResult.SUCCESS, gantry.finished(beyond.getLast()).result());
        assertTrue(place(beyond.getLast()) < Backlog.WINDOW / 2);
        EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
        assertEquals(Backlog.WINDOW + 12, order.stream().distinct().count());
    }

    @Test
    void aTenantAtItsQuotaWaitsAndOthersGoOn() throws Exception {
        gantry.close();
        gantry =
                new EngineFixture(
                        eight,
                        new EngineSettings(
                                8, 100_000, Duration.ZERO, Duration.ZERO, Duration.ZERO));
        Semaphore go = new Semaphore(0);
        gantry.offer(
                "slow",
                (input, context) -> {
                    go.acquire();
                    return null;
                });
        gantry.offer("quick", (input, context) -> null);
        gantry.offer("plug", (input, context) -> null);
        gantry.engine.tenants().put("noisy", quota(1, 2), OptionalLong.empty());
        gantry.start();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(gantry.submit(EngineFixture.request("slow", "noisy", SlaClass.GOLD, 0)));
        }
        EngineFixture.await(() -> gantry.engine.tenants().find("noisy").running() == 2);
        RunRequest other = EngineFixture.request("quick", "quiet", SlaClass.BRONZE, 0);
        assertEquals(RunResult.SUCCESS, gantry.finished(gantry.submit(other)).result());
        assertEquals(
                "tenant noisy is at its quota of 2 attempts", gantry.run(ids.getLast()).reason());
        assertEquals(2, gantry.engine.tenants().find("noisy").running());
        gantry.engine.tenants().put("noisy", quota(1, 4), OptionalLong.empty());
        EngineFixture.await(() -> gantry.engine.tenants().find("noisy").running() == 4);
        go.release(6);
        for (String id : ids) {
            assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        }
        EngineFixture.await(() -> gantry.engine.tenants().find("noisy").running() == 0);
    }

    private static TenantQuota quota(int weight, int maxRunning) {
        return new TenantQuota(weight, maxRunning, 0, 0, 0);
    }
}
