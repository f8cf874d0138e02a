package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.plugin.Drain;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Versions side by side: who gets which, and when each goes. */
class SwapTest extends SwapFixture {
    @Test
    void stayingWorkKeepsItsRevisionUntilItIsOver() throws Exception {
        drop("1.0.0");
        RevisionRef old = ref("1.0.0");
        store.needed.put(needs("1.0.0"), 2L);
        Lease held = lease();
        drop("1.1.0");

        assertEquals("1.1.0", served());
        await(() -> waiting("1.0.0") >= 0);
        Drain drain = revision("1.0.0").drain();
        assertEquals(1, drain.leases());
        assertFalse(drain.forced());
        assertEquals("1.0.0", held.revision().version());
        held.close();
        try (Lease again = lease(old, "r1")) {
            assertEquals(old, again.revision());
        }
        await(() -> waiting("1.0.0") == 2);
        assertEquals(
                "2 runs that started on it wait for the next attempt",
                revision("1.0.0").drain().reason());

        restart();
        assertEquals("1.1.0", served());
        awaitLease(old);
        assertEquals(RevisionState.DRAINING, revision("1.0.0").state());
        assertEquals("1.1.0", served());

        store.needed.clear();
        await("1.0.0", RevisionState.RETIRED);
        assertNull(revision("1.0.0").drain());
    }

    private long waiting(String version) {
        try {
            Drain drain = revision(version).drain();
            return drain == null ? -1 : drain.waiting();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Asks until the revision is back. */
    private void awaitLease(RevisionRef pinned) {
        await(
                () -> {
                    try (Lease lease = lease(pinned, "r1")) {
                        assertEquals(pinned, lease.revision());
                        return true;
                    } catch (NoProviderException e) {
                        assertEquals(
                                "its revision acme.hello 1.0.0 is being brought back",
                                e.getMessage());
                        return false;
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void aRevisionThatIsRetiredComesBackForWorkThatStartedOnIt() throws Exception {
        drop("1.0.0");
        RevisionRef old = ref("1.0.0");
        drop("1.1.0");
        await("1.0.0", RevisionState.RETIRED);
        store.needed.put(needs("1.0.0"), 1L);
        awaitLease(old);
        store.needed.clear();
        await(() -> waiting("1.0.0") < 0);
    }

    @Test
    void workHearsThatItsRevisionDoesNotComeBackThoughAnotherPluginHasItsTaskByNow()
            throws Exception {
        drop("1.0.0");
        RevisionRef old = ref("1.0.0");
        store.needed.put(needs("1.0.0"), 1L);
        Files.delete(gantry.drop("hello.jar"));
        await("1.0.0", RevisionState.DRAINING);
        dropOther();
        await("2.0.0", RevisionState.ACTIVE);
        gantry.plugins().force(HELLO, "1.0.0", "ann");
        await("1.0.0", RevisionState.RETIRED);

        gantry.told.clear();
        assertThrows(NoProviderException.class, () -> lease(old, "r1"));
        await(() -> gantry.told.contains("hello.greet"));
        try (Lease lease = lease(old, "r1")) {
            assertEquals("acme.other", lease.revision().plugin());
        }
    }

    @Test
    void workGoesOnElsewhereWhenItsRevisionIsNoLongerKept() throws Exception {
        drop("1.0.0");
        RevisionRef old = ref("1.0.0");
        drop("1.1.0");
        await("1.0.0", RevisionState.RETIRED);
        Files.delete(home.resolve("data/plugins").resolve(old.sha256() + ".jar"));
        try (Lease lease = lease(old, "r1")) {
            assertEquals("1.1.0", lease.revision().version());
        }
    }

    @Test
    void aRevisionThatGoesWrongAgainAndAgainIsQuarantined() throws Exception {
        drop("1.0.0");
        drop("1.1.0");
        RevisionRef bad = ref("1.1.0");
        Lease held = lease(null, "r9");
        for (int i = 0; i < 3; i++) {
            try (Lease lease = lease(null, "r" + i)) {
                assertEquals(bad, lease.revision());
                lease.blame(Offence.HANG, "it hangs at acme.hello.Greet.run(Greet.java:9)");
            }
        }
        await("1.1.0", RevisionState.QUARANTINED);
        await(() -> "1.0.0".equals(quietly()));
        await(() -> gantry.revoked.contains(bad));
        held.close();
        assertTrue(
                revision("1.1.0")
                        .reason()
                        .startsWith("it went wrong 3 times within PT10M, at last (hang of r2:"),
                revision("1.1.0").reason());
        try (Lease lease = lease(bad, "r1")) {
            assertEquals("1.0.0", lease.revision().version());
        }
        restart();
        assertEquals("1.0.0", served());
        GantryException refused =
                assertThrows(
                        GantryException.class,
                        () -> gantry.plugins().activate(HELLO, "1.1.0", null, false, "ada"));
        assertEquals(GantryException.Code.REFUSED, refused.code());
        assertEquals(
                "1.1.0", gantry.plugins().activate(HELLO, "1.1.0", null, true, "ada").active());
        try (Lease lease = lease()) {
            lease.blame(Offence.HANG, "once more");
        }
        // decided after what was blamed before
        assertEquals("1.1.0", gantry.plugins().limit(HELLO, 9, "ada").active());
        assertTrue(
                gantry.plugins().history(HELLO, Long.MAX_VALUE, 9).stream()
                        .anyMatch(n -> n.what().equals("overridden") && n.by().equals("ada")));
    }

    private String quietly() {
        try {
            return served();
        } catch (NoProviderException e) {
            return null;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void workThatTheProcessDiedInGoesOnWhereItWas() throws Exception {
        drop("1.0.0");
        RevisionRef old = ref("1.0.0");
        Path intents = home.resolve("data/intents");
        byte[] atTheCrash;
        try (Lease held = lease(null, "r1")) {
            assertEquals(old, held.revision());
            atTheCrash = Files.readAllBytes(intents);
            drop("1.1.0");
        }
        gantry.close();
        Files.write(intents, atTheCrash);
        gantry = new HostedGantry(home, store);
        gantry.settle();
        assertEquals("1.1.0", served());
        await(
                () -> {
                    try (Lease again = lease(null, "r1")) {
                        assertEquals(old, again.revision());
                        return true;
                    } catch (NoProviderException e) {
                        return false;
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
        try (Lease next = lease(null, "r2")) {
            assertEquals("1.1.0", next.revision().version());
        }
    }

    @Test
    void librariesLiveSideBySideAsLongAsSomebodyUsesThem() throws Exception {
        app("app1.jar", "acme.app1", "[1,2)");
        var waits = gantry.events.await(0, RevisionState.REJECTED);
        assertEquals(
                "it needs package acme.lib [1.0.0,2.0.0), which nobody offers: pack the library"
                        + " that has it inside the JAR",
                waits.reason());
        lib("lib1.jar", "1.0.0");
        gantry.events.await(
                0, e -> e.state() == RevisionState.ACTIVE && e.plugin().equals("acme.app1"));

        long before = gantry.events.latest();
        lib("lib2.jar", "2.0.0");
        gantry.events.await(
                before, e -> e.state() == RevisionState.ACTIVE && e.plugin().equals("acme.lib"));
        assertEquals(
                List.of(RevisionState.ACTIVE, RevisionState.ACTIVE),
                gantry.plugins().find("acme.lib").orElseThrow().versions().stream()
                        .map(RevisionInfo::state)
                        .toList());

        Files.delete(gantry.drop("lib1.jar"));
        gantry.events.await(
                before, e -> e.state() == RevisionState.DRAINING && "1.0.0".equals(e.version()));
        await(() -> drainOf("acme.lib", "1.0.0").startsWith("acme.app1 1.0.0 uses its packages"));
        try (Lease lease = gantry.catalog().lease(Kind.TASK, "app.speak")) {
            assertEquals("{\"text\":\"words\"}", lease.write(run(lease)));
        }
        Files.delete(gantry.drop("app1.jar"));
        gantry.events.await(
                before,
                e ->
                        e.state() == RevisionState.RETIRED
                                && "1.0.0".equals(e.version())
                                && e.plugin().equals("acme.lib"));
    }

    private String drainOf(String plugin, String version) {
        try {
            return gantry.plugins().find(plugin).orElseThrow().versions().stream()
                    .filter(r -> r.version().equals(version) && r.drain() != null)
                    .map(r -> r.drain().reason())
                    .findFirst()
                    .orElse("");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Object run(Lease lease) throws Exception {
        Object task = lease.instance();
        for (var method : task.getClass().getMethods()) {
            if (method.getName().equals("run") && !method.isBridge()) {
                return method.invoke(task, lease.input("{}"), null);
            }
        }
        throw new AssertionError("no run");
    }

    private void lib(String file, String version) throws Exception {
        Jars.build(
                gantry.drop(file),
                "Bundle-SymbolicName",
                "acme.lib",
                "Bundle-Version",
                version,
                "Export-Package",
                "acme.lib;version=" + version);
    }

    private void app(String file, String id, String range) throws Exception {
        Jars.build(
                gantry.drop(file),
                "Bundle-SymbolicName",
                id,
                "Bundle-Version",
                "1.0.0",
                "Import-Package",
                "acme.lib;version=\"" + range + "\",*",
                "Private-Package",
                "acme.app");
    }
}
