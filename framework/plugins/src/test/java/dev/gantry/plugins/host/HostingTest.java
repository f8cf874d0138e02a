package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

class HostingTest {
    @TempDir Path home;
    private final MemoryPluginStore store = new MemoryPluginStore();
    private HostedGantry gantry;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(home.resolve("bundles"));
        gantry = new HostedGantry(home, store);
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private void restart() throws Exception {
        gantry.close();
        gantry = new HostedGantry(home, store);
        gantry.settle();
    }

    private String greet(String json) throws Exception {
        try (Lease lease = gantry.catalog().lease(Kind.TASK, "hello.greet")) {
            Object params = lease.input(json);
            Object task = lease.instance();
            var run =
                    java.util.Arrays.stream(task.getClass().getMethods())
                            .filter(m -> m.getName().equals("run") && !m.isBridge())
                            .findFirst()
                            .orElseThrow();
            return lease.revision().version() + lease.write(run.invoke(task, params, null));
        }
    }

    @Test
    void deploysWhatIsDroppedAndForgetsNothingOfWhatIsDeleted() throws Exception {
        gantry.settle();
        Path jar = Jars.hello(gantry.drop("hello.jar"), "1.0.0");
        gantry.events.await(0, RevisionState.ACTIVE);

        assertEquals("1.0.0{\"text\":\"Hello, world\"}", greet("{}"));
        Contribution greet = gantry.catalog().find(Kind.TASK, "hello.greet").orElseThrow();
        assertEquals("Greet somebody", greet.title());
        assertEquals(Duration.ofSeconds(5), greet.timeout());
        assertEquals(3, greet.retry().attempts());
        assertTrue(greet.available());
        assertTrue(gantry.told.contains("hello.greet"));
        PluginInfo info = gantry.plugins().find("acme.hello").orElseThrow();
        assertEquals("1.0.0", info.active());
        assertEquals(List.of("hello.greet"), info.versions().getFirst().tasks());

        Files.delete(jar);
        gantry.events.await(0, RevisionState.RETIRED);
        assertThrows(NoProviderException.class, () -> greet("{}"));
        Contribution gone = gantry.catalog().find(Kind.TASK, "hello.greet").orElseThrow();
        assertFalse(gone.available());
        assertEquals(
                "no active plugin offers the task type hello.greet; acme.hello 1.0.0 did, but its"
                        + " file hello.jar was deleted: drop it again to bring it back",
                gone.reason());
        assertEquals(greet.inputSchema(), gone.inputSchema());

        restart();
        Contribution recalled = gantry.catalog().find(Kind.TASK, "hello.greet").orElseThrow();
        assertFalse(recalled.available());
        assertEquals(1, gantry.catalog().validate(Kind.TASK, "hello.greet", "{\"nam\":1}").size());
        assertEquals(
                "its file hello.jar was deleted: drop it again to bring it back",
                gantry.plugins().find("acme.hello").orElseThrow().versions().getFirst().reason());
        assertEquals(List.of(), gantry.events.all());

        Jars.hello(gantry.drop("hello.jar"), "1.0.0");
        gantry.events.await(0, RevisionState.ACTIVE);
        assertEquals("1.0.0{\"text\":\"Hello, you\"}", greet("{\"name\":\"you\"}"));
    }

    @Test
    void deploysWhenTheStoreIsBack() throws Exception {
        gantry.close();
        store.away = new GantryException(GantryException.Code.UNAVAILABLE, "the disk is full");
        Jars.hello(gantry.drop("hello.jar"), "1.0.0");
        gantry = new HostedGantry(home, store);
        Jars.hello(gantry.drop("other.jar"), "1.1.0");
        store.away = null;
        gantry.settle();
        gantry.events.await(0, e -> e.state() == RevisionState.ACTIVE);
        assertTrue(greet("{}").endsWith("{\"text\":\"Hello, world\"}"));
    }

    @Test
    void swapsWhileTheOldRevisionWorks() throws Exception {
        Jars.hello(gantry.drop("hello.jar"), "1.0.0");
        gantry.events.await(0, RevisionState.ACTIVE);
        try (Lease held = gantry.catalog().lease(Kind.TASK, "hello.greet")) {
            long before = gantry.events.latest();
            Jars.hello(gantry.drop("hello.jar"), "1.1.0");
            gantry.events.await(
                    before, e -> e.state() == RevisionState.ACTIVE && e.version().equals("1.1.0"));
            assertEquals("1.1.0{\"text\":\"Hello, world\"}", greet("{}"));
            assertEquals("1.0.0", held.revision().version());
            assertNotNull(held.instance());
            assertEquals(
                    RevisionState.DRAINING,
                    gantry.plugins().find("acme.hello").orElseThrow().versions().get(1).state());
        }
        gantry.events.await(
                0, e -> e.state() == RevisionState.RETIRED && e.version().equals("1.0.0"));

        assertEquals(
                "1.0.0",
                gantry.plugins().activate("acme.hello", "1.0.0", null, false, "test").active());
        assertEquals("1.0.0{\"text\":\"Hello, world\"}", greet("{}"));
        gantry.events.await(
                0, e -> e.state() == RevisionState.RETIRED && e.version().equals("1.1.0"));
        int writes = store.writes();
        restart();
        assertEquals("1.0.0{\"text\":\"Hello, world\"}", greet("{}"));
        assertEquals(List.of(), gantry.events.all());
        assertEquals(writes, store.writes());
        GantryException none =
                assertThrows(
                        GantryException.class,
                        () ->
                                gantry.plugins()
                                        .activate("acme.hello", "9.0.0", null, false, "test"));
        assertEquals(GantryException.Code.NOT_FOUND, none.code());
    }

    @Test
    void takesTheHighestAtAFreshStartAndTheNextWhenItIsDeleted() throws Exception {
        gantry.close();
        Jars.hello(gantry.drop("b.jar"), "1.10.0");
        Jars.hello(gantry.drop("c.jar"), "1.9.0");
        gantry = new HostedGantry(home, store);
        gantry.settle();
        assertEquals("1.10.0{\"text\":\"Hello, world\"}", greet("{}"));

        gantry.plugins().delete("acme.hello", "1.10.0");
        assertFalse(Files.exists(gantry.drop("b.jar")));
        assertEquals("1.9.0{\"text\":\"Hello, world\"}", greet("{}"));

        Jars.hello(gantry.drop("d.jar"), "1.8.0");
        gantry.events.await(
                0, e -> e.state() == RevisionState.ACTIVE && e.version().equals("1.8.0"));
        assertEquals("1.8.0{\"text\":\"Hello, world\"}", greet("{}"));
    }

    @Test
    void takesAComponentWithItsReferences() throws Exception {
        Jars.build(
                gantry.drop("parts.jar"),
                "Bundle-SymbolicName",
                "acme.parts",
                "Bundle-Version",
                "1",
                "Private-Package",
                "acme.parts");
        gantry.events.await(0, RevisionState.ACTIVE);
        try (Lease lease = gantry.catalog().lease(Kind.TASK, "parts.tell")) {
            assertEquals("acme.parts.Tell", lease.instance().getClass().getName());
        }
    }

    @Test
    void triesAgainWhenTheMissingServiceComes() throws Exception {
        Jars.build(
                gantry.drop("waits.jar"),
                "Bundle-SymbolicName",
                "acme.waits",
                "Bundle-Version",
                "1",
                "Private-Package",
                "acme.waits");
        var rejected = gantry.events.await(0, RevisionState.REJECTED);
        assertEquals(
                "its component acme.waits.Wait needs a service java.util.function.LongSupplier,"
                        + " which nobody offers: provide it in the plugin, or make the reference"
                        + " optional",
                rejected.reason());
        assertEquals(
                rejected.reason(),
                gantry.plugins().find("waits.jar").orElseThrow().versions().getFirst().reason());
        gantry.context().registerService(LongSupplier.class, () -> 42, null);
        gantry.events.await(0, RevisionState.ACTIVE);
    }

    @Test
    void refusesADefaultThatDoesNotFit() throws Exception {
        Jars.build(
                gantry.drop("wrong.jar"),
                "Bundle-SymbolicName",
                "acme.wrong",
                "Bundle-Version",
                "1",
                "Private-Package",
                "acme.wrong");
        assertEquals(
                "its detector wrong.default cannot be offered: component every of"
                        + " acme.wrong.BadDefault$Config has a @Default that does not fit: not an"
                        + " ISO-8601 duration such as PT10S or P7D, got \"7 days\"",
                gantry.events.await(0, RevisionState.REJECTED).reason());
    }

    @Test
    void refusesASecondPluginWithTheSameTaskUntilTheFirstGoes() throws Exception {
        Path first = Jars.hello(gantry.drop("hello.jar"), "1.0.0");
        gantry.events.await(0, RevisionState.ACTIVE);
        Jars.build(
                gantry.drop("other.jar"),
                "Bundle-SymbolicName",
                "acme.other",
                "Bundle-Version",
                "1",
                "Private-Package",
                "acme.hello");
        assertEquals(
                "its task type hello.greet is already offered by acme.hello 1.0.0: give it another"
                        + " id, or delete that plugin",
                gantry.events.await(0, RevisionState.REJECTED).reason());
        Files.delete(first);
        gantry.events.await(
                0, e -> e.state() == RevisionState.ACTIVE && e.plugin().equals("acme.other"));
    }

    @Test
    void leavesTheOldRevisionInServiceWhenTheNewOneFails() throws Exception {
        Jars.hello(gantry.drop("hello.jar"), "1.0.0");
        gantry.events.await(0, RevisionState.ACTIVE);
        Jars.build(
                gantry.drop("hello.jar"),
                "Bundle-SymbolicName",
                "acme.hello",
                "Bundle-Version",
                "2.0.0",
                "Import-Package",
                "dev.gantry.api.task;version=\"[9,10)\",*",
                "Private-Package",
                "acme.hello");
        assertEquals(
                "it needs package dev.gantry.api.task [9.0.0,10.0.0), this Gantry offers 1.0.0:"
                        + " build it against the gantry-api of this Gantry",
                gantry.events.await(0, RevisionState.REJECTED).reason());
        assertEquals("1.0.0{\"text\":\"Hello, world\"}", greet("{}"));
        restart();
        assertEquals("1.0.0{\"text\":\"Hello, world\"}", greet("{}"));
        assertEquals(List.of(), gantry.events.all());
    }

    @Test
    void uploadsThroughTheDropFolder() throws Exception {
        byte[] jar = Files.readAllBytes(Jars.hello(home.resolve("x.jar"), "1.0.0"));
        PluginInfo info =
                gantry.plugins().upload("hello.jar", new ByteArrayInputStream(jar), false, "test");
        assertEquals("1.0.0", info.active());
        assertTrue(Files.exists(gantry.drop("hello.jar")));
        assertEquals(
                GantryException.Code.CONFLICT,
                assertThrows(
                                GantryException.class,
                                () ->
                                        gantry.plugins()
                                                .upload(
                                                        "b.jar",
                                                        new ByteArrayInputStream(jar),
                                                        false,
                                                        "test"))
                        .code());
        GantryException refused =
                assertThrows(
                        GantryException.class,
                        () ->
                                gantry.plugins()
                                        .upload(
                                                "text.jar",
                                                new ByteArrayInputStream(new byte[] {'h', 'i'}),
                                                false,
                                                "test"));
        assertEquals(
                "text.jar is not a JAR: it is no zip archive; drop the JAR of your build",
                refused.getMessage());
        assertFalse(Files.exists(gantry.drop("text.jar")));
        assertTrue(gantry.plugins().find("text.jar").isEmpty());
        assertEquals(
                GantryException.Code.INVALID,
                assertThrows(
                                GantryException.class,
                                () ->
                                        gantry.plugins()
                                                .upload(
                                                        "../x.jar",
                                                        new ByteArrayInputStream(jar),
                                                        false,
                                                        "test"))
                        .code());
    }

    @Test
    void leavesNoClassLoaderBehind() throws Exception {
        gantry.settle();
        for (int i = 0; i < 3; i++) {
            long before = gantry.events.latest();
            String version = "1.0." + i;
            Jars.hello(gantry.drop("hello.jar"), version);
            gantry.events.await(
                    before, e -> e.state() == RevisionState.ACTIVE && e.version().equals(version));
            greet("{\"name\":\"x\"}");
        }
        Files.delete(gantry.drop("hello.jar"));
        gantry.events.await(
                0, e -> e.state() == RevisionState.RETIRED && e.version().equals("1.0.2"));
        var leaked = gantry.meters.gauges.get("gantry_plugin_leaked_loaders");
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        // the collector clears references on a thread of its own
        Waiting.until(
                () -> {
                    System.gc();
                    return leaked.getAsDouble() == 0;
                });
    }

    @Test
    void saysWhatItKnowsOfAFailure() throws Exception {
        Jars.hello(gantry.drop("hello.jar"), "1.0.0");
        gantry.events.await(0, RevisionState.ACTIVE);
        try (Lease lease = gantry.catalog().lease(Kind.TASK, "hello.greet")) {
            assertTrue(lease.permanent(new IllegalStateException()));
            assertFalse(lease.permanent(new IllegalArgumentException()));
            GantryException refused =
                    assertThrows(GantryException.class, () -> lease.input("{\"name\":\"nobody\"}"));
            assertEquals("nobody cannot be greeted", refused.fields().getFirst().message());
            assertNull(lease.frame(new RuntimeException()));
            var run =
                    java.util.Arrays.stream(lease.instance().getClass().getMethods())
                            .filter(m -> m.getName().equals("run") && !m.isBridge())
                            .findFirst()
                            .orElseThrow();
            Exception failure =
                    assertThrows(
                            Exception.class,
                            () ->
                                    run.invoke(
                                            lease.instance(),
                                            lease.input("{\"name\":\"\"}"),
                                            null));
            assertTrue(lease.frame(failure).startsWith("acme.hello.Greet.run(Greet.java:"));
        }
    }
}
