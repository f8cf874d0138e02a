package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.PluginPlan.Action;
import dev.gantry.spi.run.GantryException;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.FrameworkWiring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** What a plan finds out about wires, and that it makes none. */
class PlannedWiresTest extends PlannerFixture {
    @Test
    void rejectsWhatWouldWireThePlatformAnew() throws Exception {
        platform("Import-Package", "acme.parts;resolution:=optional");
        PluginPlan plan = gantry.plan(library("lib.jar", "1.0.0"));
        assertEquals(Action.REJECT, plan.action());
        assertEquals(
                "it exports package acme.parts, which Gantry's bundle platform imports: rename the"
                        + " package or stop exporting it",
                plan.sentence());
    }

    private Path library(String name, String version) throws Exception {
        return Jars.build(
                home.resolve(name),
                "Bundle-SymbolicName",
                "acme.lib",
                "Bundle-Version",
                version,
                "Export-Package",
                "acme.parts;version=1.0.0",
                "-dsannotations",
                "!*",
                "-bundleannotations",
                "!*");
    }

    @Test
    void leavesAWireFromThePlatformAlone() throws Exception {
        Bundle platform = platform("DynamicImport-Package", "acme.par.*,acme.parts");
        gantry.serve(library("lib.jar", "1.0.0"));
        platform.loadClass("acme.parts.Clock");
        PluginPlan plan =
                gantry.plan(
                        Jars.build(
                                home.resolve("next.jar"),
                                "Bundle-SymbolicName",
                                "acme.lib",
                                "Bundle-Version",
                                "2.0.0",
                                "Private-Package",
                                "acme.hello"));
        assertEquals(
                "it cannot be replaced without wiring Gantry's bundle platform anew, which imports"
                        + " package acme.parts: rename the package or stop exporting it",
                plan.sentence());
    }

    @Test
    void namesThePluginsThatAreWiredAnew() throws Exception {
        Path lib = library("lib.jar", "1.0.0");
        gantry.serve(lib);
        Bundle user =
                gantry.install(
                        Trial.LOCATION + "user",
                        Jars.build(
                                home.resolve("user.jar"),
                                "Bundle-SymbolicName",
                                "acme.user",
                                "Bundle-Version",
                                "1.2.0",
                                "-resourceonly",
                                "true",
                                "Import-Package",
                                "acme.parts"));
        user.start();
        PluginPlan plan = gantry.plan(library("lib.jar", "1.1.0"));
        assertEquals(Action.REPLACE, plan.action());
        assertEquals(List.of("acme.user 1.2.0"), plan.rewired());
        // beside it, both stay
        PluginPlan beside = gantry.plan(library("more.jar", "1.1.0"));
        assertEquals(Action.INSTALL, beside.action());
        assertEquals(List.of(), beside.rewired());
    }

    @Test
    void nobodyIsWiredToWhatIsOnlyLookedAt() throws Exception {
        Bundle waiting =
                gantry.install(
                        Trial.LOCATION + "waiting",
                        Jars.build(
                                home.resolve("waiting.jar"),
                                "Bundle-SymbolicName",
                                "acme.waiting",
                                "-resourceonly",
                                "true",
                                "Import-Package",
                                "acme.parts"));
        AtomicReference<Boolean> wired = new AtomicReference<>();
        SynchronousBundleListener listener =
                event -> {
                    if (event.getType() == BundleEvent.RESOLVED
                            && event.getBundle().getLocation().startsWith(Glance.LOCATION)) {
                        wired.set(
                                gantry.context()
                                        .getBundle(0)
                                        .adapt(FrameworkWiring.class)
                                        .resolveBundles(List.of(waiting)));
                    }
                };
        gantry.context().addBundleListener(listener);
        Path lib = library("lib.jar", "1.0.0");
        assertEquals(Action.INSTALL, gantry.plan(lib).action());
        assertEquals(Boolean.FALSE, wired.get());
        assertEquals(Bundle.INSTALLED, waiting.getState());
        gantry.context().removeBundleListener(listener);
        gantry.serve(lib);
        waiting.start();
    }

    @Test
    void givesUpInTime() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        SynchronousBundleListener listener =
                event -> {
                    if (event.getBundle().getLocation().startsWith(Glance.LOCATION)) {
                        if (event.getType() == BundleEvent.INSTALLED) {
                            boolean waited = false;
                            while (!waited) {
                                try {
                                    go.await();
                                    waited = true;
                                } catch (InterruptedException e) {
                                    // as code that does not listen
                                }
                            }
                        } else if (event.getType() == BundleEvent.UNINSTALLED) {
                            gone.countDown();
                        }
                    }
                };
        gantry.context().addBundleListener(listener);
        Path jar = Jars.hello(home.resolve("hello.jar"), "1.0.0");
        Planner planner = gantry.planner(Duration.ofMillis(100));
        GantryException late =
                assertThrows(GantryException.class, () -> planner.plan(jar, "hello.jar"));
        assertEquals(
                "hello.jar cannot be judged within 100 ms: try again later", late.getMessage());
        GantryException busy =
                assertThrows(GantryException.class, () -> planner.plan(jar, "hello.jar"));
        assertEquals("other plans are being made: try again later", busy.getMessage());
        assertEquals(1, list(gantry.copies()).size());
        go.countDown();
        gone.await();
        gantry.context().removeBundleListener(listener);
        Waiting.until(() -> list(gantry.copies()).isEmpty());
    }

    @Test
    void cannotBeFooledByAName() throws Exception {
        Path jar = Jars.hello(home.resolve("hello.jar"), "1.0.0");
        PluginPlan plan =
                gantry.planner(Duration.ofSeconds(20)).plan(jar, "../../etc/x y\u0000.jar");
        assertEquals(Action.INSTALL, plan.action());
        assertFalse(Files.exists(home.resolve("etc")));
    }
}
