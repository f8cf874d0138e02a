package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.plugin.CanarySpec;
import dev.gantry.spi.plugin.DeployListener;
import dev.gantry.spi.plugin.DeployStep;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** A signer is revoked between the check of a revision and its service. */
class RevokedTest extends TrustFixture {
    private void drop(String version, String signer) throws Exception {
        put(acme.sign(hello(version), signer));
    }

    private void serve(String version, String signer) throws Exception {
        drop(version, signer);
        await(0, version, RevisionState.ACTIVE);
    }

    private String active() throws Exception {
        return gantry.plugins().find(HELLO).orElseThrow().active();
    }

    /** As a version has started, and not before, somebody is revoked. */
    private void revokeAsItStarts(String version, String signer) {
        gantry.context().registerService(DeployListener.class, revoking(version, signer), null);
    }

    private DeployListener revoking(String version, String signer) {
        return (step, revision) -> {
            if (step == DeployStep.STARTED && revision.version().equals(version)) {
                revoke(signer);
            }
        };
    }

    private void revoke(String signer) {
        try {
            acme.revoke(trust.resolve("acme.crl"), signer);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aVersionIsNotServed() throws Exception {
        serve("1.0.0", "ops");
        revokeAsItStarts("1.1.0", "dev");
        drop("1.1.0", "dev");
        await(0, "1.1.0", RevisionState.REJECTED);
        String reason = revision("1.1.0").reason();
        assertTrue(reason.contains("CN=dev was revoked on "), reason);
        assertEquals("1.0.0", active());
    }

    @Test
    void aVersionIsNotBroughtBack() throws Exception {
        serve("1.0.0", "dev");
        RevisionRef old = new RevisionRef(HELLO, "1.0.0", revision("1.0.0").sha256());
        serve("1.1.0", "ops");
        await(0, "1.0.0", RevisionState.RETIRED);
        store.needed.put(HELLO + " 1.0.0 " + old.sha256(), 1L);
        revokeAsItStarts("1.0.0", "dev");
        SwapFixture.await(() -> leased(old).equals("1.1.0"));
        assertEquals(RevisionState.RETIRED, revision("1.0.0").state());
    }

    /** What work that started on a revision goes on with; the empty text while it has to wait. */
    private String leased(RevisionRef revision) {
        try (Lease lease =
                gantry.catalog()
                        .lease(
                                Kind.TASK,
                                "hello.greet",
                                new Selection(revision, "r1", "default", Map.of()))) {
            return lease.revision().version();
        } catch (Exception e) {
            return "";
        }
    }

    @Test
    void aCanaryDoesNotGoOnAfterARestart() throws Exception {
        serve("1.0.0", "ops");
        serve("1.1.0", "dev");
        gantry.plugins().rollBack(HELLO, "ada");
        gantry.plugins().activate(HELLO, "1.1.0", CanarySpec.DEFAULT, false, "ada");
        assertEquals(RevisionState.CANARY, revision("1.1.0").state());
        reopen(revoking("1.1.0", "dev"));
        await(0, "1.1.0", RevisionState.RETIRED);
        String reason = revision("1.1.0").reason();
        assertTrue(reason.contains("CN=dev was revoked on "), reason);
    }

    @Test
    void aCanaryThatIsRefusedEndsItsTrial() throws Exception {
        serve("1.0.0", "ops");
        serve("1.1.0", "dev");
        gantry.plugins().rollBack(HELLO, "ada");
        gantry.plugins().activate(HELLO, "1.1.0", CanarySpec.DEFAULT, false, "ada");
        revoke("dev");
        GantryException refused =
                assertThrows(
                        GantryException.class,
                        () -> gantry.plugins().activate(HELLO, "1.1.0", null, true, "ada"));
        assertTrue(refused.getMessage().contains("was revoked"), refused.getMessage());
        assertEquals("1.0.0", active());
        assertEquals(null, store.policies().getFirst().canary());
    }

    @Test
    void whatStillEndsItsWorkIsNotServedAgain() throws Exception {
        serve("1.0.0", "ops");
        serve("1.1.0", "dev");
        try (Lease lease = gantry.catalog().lease(Kind.TASK, "hello.greet")) {
            assertEquals("1.1.0", lease.revision().version());
            long before = gantry.events.latest();
            revoke("dev");
            await(before, "1.1.0", RevisionState.QUARANTINED);
            await(before, "1.0.0", RevisionState.ACTIVE);
            GantryException refused =
                    assertThrows(
                            GantryException.class,
                            () -> gantry.plugins().activate(HELLO, "1.1.0", null, true, "ada"));
            assertTrue(refused.getMessage().contains("was revoked"), refused.getMessage());
        }
    }

    @Test
    void goingBackIsNoNewAcceptance() throws Exception {
        serve("1.0.0", "dev");
        serve("1.1.0", "dev");
        await(0, "1.0.0", RevisionState.RETIRED);
        gantry.plugins().rollBack(HELLO, "ada");
        assertEquals("1.0.0", active());
        assertEquals(
                List.of("1.1.0", "1.0.0"),
                gantry.plugins().history(HELLO, Long.MAX_VALUE, 20).stream()
                        .filter(n -> n.what().equals("signed"))
                        .map(n -> n.version())
                        .toList());
    }
}
