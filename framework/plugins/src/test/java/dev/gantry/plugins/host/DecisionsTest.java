package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.plugin.PluginNote;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;

/** What people decide about versions: drains, ways back, pins, what is disabled. */
class DecisionsTest extends SwapFixture {
    @Test
    void aPersonCanEndADrain() throws Exception {
        drop("1.0.0");
        Lease held = lease();
        RevisionRef old = held.revision();
        drop("1.1.0");
        store.needed.put(needs("1.0.0"), 1L);
        gantry.plugins().force(HELLO, "1.0.0", "ada");
        await(() -> gantry.revoked.contains(old));
        assertTrue(revision("1.0.0").drain().forced());
        held.close();
        await("1.0.0", RevisionState.RETIRED);
        PluginNote note =
                gantry.plugins().history(HELLO, Long.MAX_VALUE, 10).stream()
                        .filter(n -> n.what().equals("forced"))
                        .findFirst()
                        .orElseThrow();
        assertEquals("ada", note.by());
        assertEquals("1.0.0", note.version());
        GantryException again =
                assertThrows(
                        GantryException.class, () -> gantry.plugins().force(HELLO, "1.0.0", "ada"));
        assertEquals(GantryException.Code.CONFLICT, again.code());
    }

    @Test
    void aForcedDrainEndsUnderWorkThatDoesNot() throws Exception {
        drop("1.0.0");
        try (Lease held = lease()) {
            drop("1.1.0");
            gantry.plugins().force(HELLO, "1.0.0", "ada");
            await("1.0.0", RevisionState.RETIRED);
            assertNotNull(held.revision());
        }
    }

    @Test
    void anOverdueDrainIsToldAndStopsNothing() throws Exception {
        drop("1.0.0");
        try (Lease held = lease()) {
            drop("1.1.0");
            await(() -> gantry.events.notes().stream().anyMatch(n -> n.what().equals("overdue")));
            assertEquals(RevisionState.DRAINING, revision("1.0.0").state());
            assertNotNull(held.instance());
        }
        await("1.0.0", RevisionState.RETIRED);
    }

    @Test
    void rollsBackToWhatDrainsAndToWhatIsGone() throws Exception {
        drop("1.0.0");
        Lease held = lease();
        drop("1.1.0");
        assertTrue(revision("1.0.0").previous());
        assertEquals("1.0.0", gantry.plugins().rollBack(HELLO, "ada").active());
        assertEquals("1.0.0", served());
        assertNull(revision("1.0.0").drain());
        await("1.1.0", RevisionState.RETIRED);
        held.close();
        assertEquals("1.0.0", served());
        assertEquals("1.1.0", gantry.plugins().rollBack(HELLO, "ada").active());
        await("1.0.0", RevisionState.RETIRED);
        restart();
        assertEquals("1.1.0", served());
    }

    @Test
    void aPinHoldsNewVersionsBackOverRestarts() throws Exception {
        drop("1.0.0");
        assertEquals("1.0.0", gantry.plugins().pin(HELLO, null, "ada").pinned());
        long before = gantry.events.latest();
        Jars.hello(gantry.drop("hello.jar"), "1.1.0");
        gantry.events.await(before, e -> "1.1.0".equals(e.version()) && e.reason() != null);
        assertEquals(
                "the plugin is pinned to version 1.0.0 by an operator: gantry plugin unpin"
                        + " acme.hello, or activate this version",
                revision("1.1.0").reason());
        assertEquals(RevisionState.STAGED, revision("1.1.0").state());
        restart();
        assertEquals("1.0.0", served());
        assertEquals("1.0.0", hello().pinned());
        assertEquals("1.1.0", gantry.plugins().unpin(HELLO, "ada").active());
        assertEquals("1.1.0", served());
        assertNull(hello().pinned());
    }

    @Test
    void aDisabledPluginStaysSoUntilItIsEnabled() throws Exception {
        drop("1.0.0");
        RevisionRef old = ref("1.0.0");
        assertFalse(gantry.plugins().disable(HELLO, "ada").enabled());
        String why = "the plugin was disabled by an operator: gantry plugin enable acme.hello";
        assertTrue(
                assertThrows(NoProviderException.class, this::served).getMessage().endsWith(why));
        assertEquals(
                why, assertThrows(NoProviderException.class, () -> lease(old, "r")).getMessage());
        restart();
        assertTrue(
                assertThrows(NoProviderException.class, this::served).getMessage().endsWith(why));
        long before = gantry.events.latest();
        Jars.hello(gantry.drop("hello.jar"), "1.1.0");
        gantry.events.await(before, e -> "1.1.0".equals(e.version()) && why.equals(e.reason()));
        assertThrows(NoProviderException.class, this::served);
        assertEquals("1.1.0", gantry.plugins().enable(HELLO, "ada").active());
        assertEquals("1.1.0", served());
    }
}
