package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.plugin.DeployListener;
import dev.gantry.spi.plugin.DeployStep;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The revision that work has to stay on is not let in again after a restart. */
class RefusedAtStartTest extends SwapFixture {

    @Test
    void workHearsOfItThoughAnotherPluginHasItsTaskByNow() throws Exception {
        drop("1.0.0");
        RevisionRef old = ref("1.0.0");
        gantry.close();
        dropOther();

        CompletableFuture<HostedGantry> there = new CompletableFuture<>();
        CompletableFuture<String> told = new CompletableFuture<>();
        CountDownLatch taken = new CountDownLatch(1);
        DeployListener listener =
                (step, revision) -> {
                    boolean mine = revision.plugin().equals(HELLO);
                    if (step == DeployStep.ROUTED && !mine) {
                        taken.countDown();
                    } else if (step == DeployStep.STARTED && mine) {
                        told.completeAsync(() -> reason(there.join(), taken, old)).join();
                    }
                };
        gantry = new HostedGantry(home, store, new MemoryConfigStore(), Map.of(), listener);
        there.complete(gantry);

        assertEquals(
                "its revision acme.hello 1.0.0 is being brought back",
                told.get(20, TimeUnit.SECONDS));
        await("1.0.0", RevisionState.REJECTED);
        Waiting.until(() -> gantry.told.contains("hello.greet"));
        try (Lease lease = lease(old, "r1")) {
            assertEquals("acme.other", lease.revision().plugin());
        }
    }

    @Test
    void theCatalogueSaysThatItWasQuarantined() throws Exception {
        drop("1.0.0");
        RevisionRef old = ref("1.0.0");
        gantry.close();
        Files.writeString(home.resolve("data/exit.txt"), old.sha256() + " it called System.exit");
        gantry =
                new HostedGantry(
                        home,
                        store,
                        new MemoryConfigStore(),
                        Map.of("gantry.plugins.poison.limit", "1"));
        gantry.settle();
        assertEquals(RevisionState.QUARANTINED, revision("1.0.0").state());
        NoProviderException e = assertThrows(NoProviderException.class, () -> lease(old, "r1"));
        assertTrue(
                e.getMessage().contains("did, but it went wrong (it called System.exit)"),
                e.getMessage());
    }

    /** What work is told when the other plugin is in service; what was told until then is over. */
    private String reason(HostedGantry gantry, CountDownLatch taken, RevisionRef old) {
        try {
            taken.await(20, TimeUnit.SECONDS);
            gantry.told.clear();
            this.gantry = gantry;
            lease(old, "r1").close();
            return "none";
        } catch (NoProviderException e) {
            return e.getMessage();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
