package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.run.TenantInfo;
import dev.gantry.spi.run.TenantQuota;
import dev.gantry.spi.run.Tenants;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/** What tenants may take. */
class QuotaTest {
    @TempDir private Path folder;
    private EngineFixture gantry;
    private Tenants tenants;
    private final Semaphore go = new Semaphore(0);

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    go.acquire();
                    return null;
                });
        gantry.start();
        tenants = gantry.engine.tenants();
    }

    @AfterEach
    void stop() throws InterruptedException {
        go.release(1000);
        gantry.close();
    }

    private String submit(String tenant) {
        return gantry.submit(EngineFixture.request("a.b", tenant, SlaClass.SILVER, 0));
    }

    private GantryException refused(String tenant) {
        CompletionException e = assertThrows(CompletionException.class, () -> submit(tenant));
        GantryException refusal = assertInstanceOf(GantryException.class, e.getCause());
        assertEquals(GantryException.Code.OVERLOADED, refusal.code());
        return refusal;
    }

    private void put(String tenant, TenantQuota quota) {
        tenants.put(tenant, quota, OptionalLong.empty());
    }

    @Test
    void openRunsAreBounded() throws Exception {
        put("blue", new TenantQuota(1, 0, 2, 0, 0));
        String first = submit("blue");
        submit("blue");
        GantryException refusal = refused("blue");
        assertTrue(refusal.getMessage().contains("2 open runs"), refusal.getMessage());
        assertTrue(refusal.retryAfter().compareTo(Duration.ofSeconds(1)) >= 0);
        submit("green");
        assertEquals(1, tenants.find("blue").refused());
        go.release(1);
        gantry.finished(first);
        EngineFixture.await(() -> tenants.find("blue").open() == 1);
        submit("blue");
        put("blue", new TenantQuota(1, 0, 3, 0, 0));
        submit("blue");
        assertEquals(3, tenants.find("blue").open());
    }

    @Test
    void theRateOfSubmitsIsBounded() {
        put("blue", new TenantQuota(1, 0, 0, 0.5, 3));
        for (int i = 0; i < 3; i++) {
            submit("blue");
        }
        assertEquals(Duration.ofSeconds(2), refused("blue").retryAfter());
        gantry.clock.advance(Duration.ofMillis(1500));
        assertEquals(Duration.ofMillis(500), refused("blue").retryAfter());
        gantry.clock.advance(Duration.ofMillis(500));
        submit("blue");
        refused("blue");
        assertEquals(4, tenants.find("blue").open());
        tenants.delete("blue", OptionalLong.empty());
        submit("blue");
    }

    @Test
    void theDefaultIsForEachThatHasNoneOfItsOwn() {
        put(TenantInfo.OTHERS, new TenantQuota(1, 0, 1, 0, 0));
        put("blue", new TenantQuota(5, 0, 2, 0, 0));
        submit("green");
        refused("green");
        submit("red");
        submit("blue");
        submit("blue");
        refused("blue");
        assertEquals(
                List.of("*", "blue", "green", "red"),
                tenants.list().stream().map(TenantInfo::name).toList());
        assertEquals(0, tenants.find("green").version());
        assertEquals(1, tenants.find("green").quota().maxOpen());
        tenants.delete(TenantInfo.OTHERS, OptionalLong.of(1));
        submit("green");
    }

    @Test
    void quotasAndCountsSurviveARestart() throws Exception {
        put("blue", new TenantQuota(7, 1, 2, 3.5, 4));
        submit("blue");
        submit("blue");
        gantry.restart();
        gantry.start();
        TenantInfo blue = gantry.engine.tenants().find("blue");
        assertEquals(new TenantQuota(7, 1, 2, 3.5, 4), blue.quota());
        assertEquals(1, blue.version());
        assertEquals(2, blue.open());
        refused("blue");
    }

    @Test
    void changesDependOnTheVersion() {
        TenantInfo made = tenants.put("blue", TenantQuota.NONE, OptionalLong.of(0));
        assertEquals(1, made.version());
        conflict(() -> tenants.put("blue", TenantQuota.NONE, OptionalLong.of(0)));
        assertEquals(2, tenants.put("blue", TenantQuota.NONE, OptionalLong.of(1)).version());
        conflict(() -> tenants.delete("blue", OptionalLong.of(1)));
        tenants.delete("blue", OptionalLong.of(2));
        GantryException none =
                assertThrows(
                        GantryException.class, () -> tenants.delete("blue", OptionalLong.empty()));
        assertEquals(GantryException.Code.NOT_FOUND, none.code());
        GantryException bad =
                assertThrows(GantryException.class, () -> tenants.find("no spaces please"));
        assertEquals(GantryException.Code.INVALID, bad.code());
    }

    private static void conflict(Runnable change) {
        GantryException e = assertThrows(GantryException.class, change::run);
        assertEquals(GantryException.Code.CONFLICT, e.code());
    }
}
