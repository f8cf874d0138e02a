package dev.gantry.plugins.host;

import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A Gantry that hosts versions of one plugin. */
abstract class SwapFixture {
    static final String HELLO = "acme.hello";
    @TempDir Path home;
    final MemoryPluginStore store = new MemoryPluginStore();
    HostedGantry gantry;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(home.resolve("bundles"));
        gantry = new HostedGantry(home, store);
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    void restart() throws Exception {
        gantry.close();
        gantry = new HostedGantry(home, store);
        gantry.settle();
    }

    void drop(String version) throws Exception {
        long before = gantry.events.latest();
        Jars.hello(gantry.drop("hello.jar"), version);
        gantry.events.await(
                before, e -> e.state() == RevisionState.ACTIVE && e.version().equals(version));
    }

    /** Drops another plugin that offers the same. */
    void dropOther() throws Exception {
        Jars.build(
                gantry.drop("other.jar"),
                "Bundle-SymbolicName",
                "acme.other",
                "Bundle-Version",
                "2",
                "Private-Package",
                "acme.hello");
    }

    PluginInfo hello() throws Exception {
        return gantry.plugins().find(HELLO).orElseThrow();
    }

    RevisionInfo revision(String version) throws Exception {
        return hello().versions().stream()
                .filter(r -> r.version().equals(version))
                .findFirst()
                .orElseThrow();
    }

    RevisionRef ref(String version) throws Exception {
        return new RevisionRef(HELLO, version, revision(version).sha256());
    }

    String needs(String version) throws Exception {
        return HELLO + " " + version + " " + revision(version).sha256();
    }

    Lease lease() throws Exception {
        return gantry.catalog().lease(Kind.TASK, "hello.greet");
    }

    Lease lease(RevisionRef pinned, String work) throws Exception {
        return gantry.catalog()
                .lease(Kind.TASK, "hello.greet", new Selection(pinned, work, "default", Map.of()));
    }

    String served() throws Exception {
        try (Lease lease = lease()) {
            return lease.revision().version();
        }
    }

    void await(String version, RevisionState state) throws Exception {
        gantry.events.await(0, e -> e.state() == state && e.version().equals(version));
    }

    static void await(BooleanSupplier condition) {
        Waiting.until(condition::getAsBoolean);
    }
}
