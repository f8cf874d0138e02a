package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import acme.outside.Registry;

import dev.gantry.plugins.leak.Owners;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Plugins that leak, and one that does not. */
class HostingLeaksTest {
    @TempDir Path home;
    private HostedGantry gantry;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(home.resolve("bundles"));
        gantry = new HostedGantry(home, new MemoryPluginStore());
    }

    @AfterEach
    void stop() throws Exception {
        Registry.KEPT.clear();
        timers().forEach(Thread::interrupt);
        gantry.close();
    }

    private static List<Thread> timers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("acme-timer"))
                .toList();
    }

    /** The watch is in a bundle with a class loader of its own. */
    private static Object ask(Object what, String method) throws Exception {
        var found = what.getClass().getMethod(method);
        found.setAccessible(true);
        return found.invoke(what);
    }

    private Object watch() throws Exception {
        return part(part(gantry.plugins(), "house"), "leaks");
    }

    private static Object part(Object of, String name) throws Exception {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    private TreeMap<String, String> leaks(String text) throws Exception {
        TreeMap<String, String> found = new TreeMap<>();
        for (Object leak : (List<?>) ask(watch(), "leaks")) {
            Object revision = ask(leak, "revision");
            found.put((String) ask(revision, "plugin"), (String) ask(leak, text));
        }
        return found;
    }

    private static void await(Callable<Boolean> condition, Callable<Object> otherwise)
            throws Exception {
        Waiting.until(Duration.ofMinutes(1), condition::call, otherwise::call);
    }

    private void dropAndDelete(String name) throws Exception {
        Path jar =
                Jars.build(
                        gantry.drop(name + ".jar"),
                        "Bundle-SymbolicName",
                        "acme." + name,
                        "Bundle-Version",
                        "1.0.0",
                        "Private-Package",
                        name.equals("hello") ? "acme.hello" : "acme.leaks." + name);
        gantry.events.await(
                0, e -> e.state() == RevisionState.ACTIVE && e.plugin().equals("acme." + name));
        Files.delete(jar);
        // one that leaves a thread behind is quarantined
        gantry.events.await(
                0,
                e ->
                        Set.of(RevisionState.RETIRED, RevisionState.QUARANTINED).contains(e.state())
                                && e.plugin().equals("acme." + name));
    }

    @Test
    void namesWhatHoldsARetiredPlugin() throws Exception {
        gantry.settle();
        try (var worker = Executors.newSingleThreadExecutor(r -> new Thread(r, "acme-worker"))) {
            gantry.context().registerService(Executor.class, worker, null);
            // so that it does not get the context class loader of the plugin that comes first
            worker.submit(() -> {}).get();
            Consumer<Object> registry = Registry.KEPT::add;
            gantry.context().registerService(Consumer.class, registry, null);
            for (String name : List.of("registry", "local", "thread", "hello")) {
                dropAndDelete(name);
            }

            await(
                    () ->
                            leaks("sentence").values().stream()
                                            .filter(
                                                    s ->
                                                            s.contains("@Deactivate")
                                                                    || s.contains("remove()"))
                                            .count()
                                    == 3,
                    () -> leaks("sentence"));
            assertEquals(
                    "its classes are still held by the static field acme.outside.Registry.KEPT,"
                            + " through java.util.concurrent.CopyOnWriteArrayList, which holds the"
                            + " plugin's object of acme.leaks.registry.Registers$Listener: remove what it"
                            + " registered there in @Deactivate",
                    leaks("sentence").get("acme.registry"));
            assertEquals(
                    "its classes are still held by the thread \"acme-worker\" (a ThreadLocal value"
                            + " of it holds the plugin's object of acme.leaks.local.Remembers$Session): call"
                            + " remove() on that ThreadLocal where the work ends",
                    leaks("sentence").get("acme.local"));
            String thread = leaks("sentence").get("acme.thread");
            assertTrue(
                    thread.startsWith(
                            "its classes are still held by the thread \"acme-timer\" (its context"
                                    + " class loader), running acme.leaks.thread.Runs.loop("),
                    thread);
            assertTrue(thread.endsWith("): end that thread in @Deactivate"), thread);
            assertEquals(3, leaks("detail").size());
            assertEquals(
                    List.of(
                            "static acme.outside.Registry.KEPT",
                            "  java.util.concurrent.CopyOnWriteArrayList array",
                            "  java.lang.Object[] [0]",
                            "  acme.leaks.registry.Registers$Listener <class>",
                            "  class acme.leaks.registry.Registers <loader>",
                            "  org.apache.felix.framework.BundleWiringImpl$BundleClassLoader"),
                    leaks("detail")
                            .get("acme.registry")
                            .replace("Registers$Listener <loader>", "Registers <loader>")
                            .lines()
                            .toList());
            assertEquals(3, gantry.meters.gauges.get("gantry_plugin_leaked_loaders").getAsDouble());
            assertFalse(Files.exists(home.resolve("data").resolve("leak.hprof")));

            Registry.KEPT.clear();
            timers().forEach(Thread::interrupt);
            await(
                    () -> leaks("sentence").keySet().equals(Set.of("acme.local")),
                    () -> leaks("sentence"));
        }
        await(() -> ask(watch(), "watched").equals(0), () -> leaks("sentence"));
        assertEquals(0, gantry.meters.gauges.get("gantry_plugin_leaked_loaders").getAsDouble());
    }

    @Test
    void keepsNothingOfTwoHundredRevisions() throws Exception {
        gantry.settle();
        Jars.hello(gantry.drop("hello.jar"), "1.0.0");
        gantry.events.await(0, RevisionState.ACTIVE);
        Jars.hello(gantry.drop("hello.jar"), "1.1.0");
        gantry.events.await(
                0, e -> e.state() == RevisionState.ACTIVE && e.version().equals("1.1.0"));
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long before = gantry.events.latest();
            String version = i % 2 == 0 ? "1.0.0" : "1.1.0";
            try (Lease lease = gantry.catalog().lease(Kind.TASK, "hello.greet")) {
                Object instance = lease.instance();
                lease.metrics().gauge("number", "Of the plugin's object", instance::hashCode);
            }
            seen.add(
                    gantry.plugins().activate("acme.hello", version, null, false, "test").active());
            gantry.events.await(before, e -> e.state() == RevisionState.RETIRED);
        }
        assertEquals(200, seen.size());
        await(() -> gantry.meters.asked.isEmpty(), () -> gantry.meters.asked.keySet());
        await(() -> ask(watch(), "watched").equals(0), () -> ask(watch(), "watched"));
        assertEquals(Map.of(), leaks("sentence"));
    }

    @Test
    void knowsWhichBundleAClassIsOf() throws Exception {
        gantry.settle();
        Owners owners = new Owners(gantry.context());
        assertEquals(
                Optional.of("dev.gantry.plugins"), owners.apply("dev.gantry.plugins.host.Hosting"));
        assertEquals(Optional.empty(), owners.apply("java.lang.System"));
    }

    @Test
    void componentsHaveMetricsUntilTheirPluginIsGone() throws Exception {
        Path jar =
                Jars.build(
                        gantry.drop("pool.jar"),
                        "Bundle-SymbolicName",
                        "acme.pool",
                        "Bundle-Version",
                        "1.0.0",
                        "Private-Package",
                        "acme.pool");
        gantry.events.await(0, RevisionState.ACTIVE);
        assertEquals(
                List.of(3.0),
                gantry.meters.asked.entrySet().stream()
                        .filter(one -> one.getKey().startsWith("acme.pool 1.0.0"))
                        .map(one -> one.getValue().getAsDouble())
                        .toList());
        Files.delete(jar);
        gantry.events.await(0, RevisionState.RETIRED);
        assertEquals(Map.of(), gantry.meters.asked);
    }
}
