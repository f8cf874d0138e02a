package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.config.ConfigVersion;
import dev.gantry.spi.config.PluginConfig;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

class ConfigurationTest {
    private static final OptionalLong ANY = OptionalLong.empty();
    private static final String TUNED = "acme.tuned";
    private static final String NEEDY = "acme.needy";

    @TempDir Path home;
    private final MemoryPluginStore store = new MemoryPluginStore();
    private final MemoryConfigStore configs = new MemoryConfigStore();
    private HostedGantry gantry;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(home.resolve("bundles"));
        Files.createDirectories(home.resolve("conf/plugins"));
        gantry = new HostedGantry(home, store, configs);
        gantry.settle();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private void restart() throws Exception {
        gantry.close();
        begin();
    }

    private void begin() throws Exception {
        gantry = new HostedGantry(home, store, configs);
        gantry.settle();
    }

    private Path plugin(String name, String version, String... more) throws Exception {
        String[] headers = {"Bundle-SymbolicName", "acme." + name, "Bundle-Version", version};
        String[] all = Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return Jars.build(gantry.drop(name + "-" + version + ".jar"), all);
    }

    private void tuned() throws Exception {
        long before = gantry.events.latest();
        plugin("tuned", "1.0.0", "Private-Package", "acme.tuned");
        gantry.events.await(before, RevisionState.ACTIVE);
    }

    /** Writes as an editor does: at once. */
    private void write(String plugin, String text) throws Exception {
        Path part = Files.writeString(home.resolve("part"), text);
        Files.move(part, gantry.conf(plugin), StandardCopyOption.REPLACE_EXISTING);
    }

    private PluginConfig put(String plugin, String values) throws Exception {
        return gantry.configs().put(plugin, values, ANY, "api");
    }

    private PluginConfig find(String plugin) throws Exception {
        return gantry.configs().find(plugin);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "it did not come true");
            Thread.onSpinWait();
        }
    }

    /** The settings record that a task of the plugin sees now. */
    private String settings(String task, String type) throws Exception {
        try (Lease lease = gantry.catalog().lease(Kind.TASK, task)) {
            return lease.settings(lease.loader().loadClass(type)).toString();
        }
    }

    private String limits() throws Exception {
        return settings("tuned.show", "acme.tuned.Limits");
    }

    private String run(String task) throws Exception {
        try (Lease lease = gantry.catalog().lease(Kind.TASK, task)) {
            Object instance = lease.instance();
            var run =
                    Arrays.stream(instance.getClass().getMethods())
                            .filter(m -> m.getName().equals("run") && !m.isBridge())
                            .findFirst()
                            .orElseThrow();
            return lease.write(run.invoke(instance, lease.input("{}"), null));
        }
    }

    @Test
    void aChangeIsInForceAtOnceForTasksAndForComponents() throws Exception {
        tuned();
        assertEquals("Limits[limit=5, names=[], inner=Inner[first=1]]", limits());
        assertEquals("{\"told\":[\"activated 5[]1\"]}", run("tuned.show"));
        PluginConfig fresh = find(TUNED);
        assertEquals(0, fresh.version());
        assertEquals("{}", fresh.values());
        assertEquals("{\"limit\":5,\"names\":[],\"inner\":{\"first\":1}}", fresh.effective());
        assertTrue(fresh.schema().contains("\"title\":\"Limits\""), fresh.schema());
        assertTrue(fresh.schema().contains("\"description\":\"What it may do\""));

        PluginConfig set = put(TUNED, "{ \"limit\": 7, \"inner\": {\"first\": 2} }");
        assertEquals(1, set.version());
        assertEquals("{\"limit\":7,\"inner\":{\"first\":2}}", set.values());
        assertEquals("api", set.by());
        assertEquals(1, set.inForce());
        assertNull(set.problem());
        assertEquals("Limits[limit=7, names=[], inner=Inner[first=2]]", limits());
        await(() -> run("tuned.show").contains("modified 7[]2"));

        put(TUNED, "{\"limit\": 7, \"names\": [\"a\", \"b\"]}");
        await(() -> run("tuned.show").endsWith("\"modified 7[a, b]1\"]}"));
        assertEquals(2, put(TUNED, "{\"names\": [\"a\",\"b\"], \"limit\": 7}").version());
        assertEquals(
                List.of(
                        "version 1 of its configuration, set by api: inner, limit",
                        "version 2 of its configuration, set by api: inner, names"),
                gantry.events.notes().stream()
                        .filter(n -> n.what().equals("configured"))
                        .map(Event.PluginNoted::text)
                        .toList());
        assertEquals("configured", store.notes(TUNED, Long.MAX_VALUE, 1).getFirst().what());
    }

    @Test
    void refusesWhatDoesNotFitAndKeepsWhatWas() throws Exception {
        tuned();
        put(TUNED, "{\"limit\": 7}");
        GantryException refused =
                assertThrows(
                        GantryException.class,
                        () -> put(TUNED, "{\"limit\": 0, \"nams\": [\"a\"]}"));
        assertEquals(GantryException.Code.REFUSED, refused.code());
        assertEquals(
                "the configuration of acme.tuned does not fit: `limit`: expected at least 1, got 0"
                        + " (and 1 more)",
                refused.getMessage());
        assertEquals(
                List.of(
                        new FieldError("/limit", "expected at least 1, got 0"),
                        new FieldError("/nams", "unknown field, did you mean \"names\"?")),
                refused.fields());
        GantryException rule =
                assertThrows(GantryException.class, () -> put(TUNED, "{\"names\": [\"nobody\"]}"));
        assertTrue(rule.getMessage().endsWith("nobody is no name"), rule.getMessage());
        assertEquals(
                GantryException.Code.INVALID,
                assertThrows(GantryException.class, () -> put(TUNED, "[1]")).code());
        assertEquals(
                GantryException.Code.CONFLICT,
                assertThrows(
                                GantryException.class,
                                () -> gantry.configs().put(TUNED, "{}", OptionalLong.of(4), "api"))
                        .code());
        assertEquals(
                GantryException.Code.NOT_FOUND,
                assertThrows(GantryException.class, () -> put("acme.none", "{}")).code());
        assertEquals(1, find(TUNED).version());
        assertTrue(limits().startsWith("Limits[limit=7"), limits());

        Jars.hello(gantry.drop("hello.jar"), "1.0.0");
        gantry.events.await(0, e -> e.plugin().equals("acme.hello"));
        await(() -> gantry.plugins().find("acme.hello").orElseThrow().active() != null);
        assertEquals(
                "acme.hello has no settings: nothing can be set",
                assertThrows(GantryException.class, () -> put("acme.hello", "{\"a\":1}"))
                        .getMessage());
        assertNull(find("acme.hello").schema());
    }

    @Test
    void theLastChangeWinsAndAFileIsOneWhenItSaysSomethingElse() throws Exception {
        write(TUNED, "limit: 2\n");
        tuned();
        assertEquals("file", find(TUNED).by());
        assertTrue(limits().startsWith("Limits[limit=2"), limits());

        put(TUNED, "{\"limit\": 3}");
        assertEquals(3, limit());
        restart();
        assertEquals(3, limit());
        write(TUNED, "# the same\nlimit:   2\n");
        write(TUNED, "limit: 2 # still\n");
        gantry.close();
        begin();
        assertEquals(3, limit());

        write(TUNED, "limit: 4\n");
        await(() -> limit() == 4);
        gantry.close();
        write(TUNED, "limit: 5\nnames: [x]\n");
        begin();
        assertEquals("Limits[limit=5, names=[x], inner=Inner[first=1]]", limits());
        Files.delete(gantry.conf(TUNED));
        restart();
        assertEquals(5, limit());
        assertEquals(
                List.of("4 file", "3 file", "2 api", "1 file"),
                gantry.configs().history(TUNED, Long.MAX_VALUE, 10).stream()
                        .map(v -> v.version() + " " + v.by())
                        .toList());
        PluginConfig restored = gantry.configs().restore(TUNED, 2, OptionalLong.of(4), "api");
        assertEquals(5, restored.version());
        assertEquals("{\"limit\":3}", restored.values());
        assertEquals(3, limit());
        assertEquals(
                List.of(2L, 1L),
                gantry.configs().history(TUNED, 3, 10).stream()
                        .map(ConfigVersion::version)
                        .toList());
        assertEquals(
                GantryException.Code.NOT_FOUND,
                assertThrows(
                                GantryException.class,
                                () -> gantry.configs().restore(TUNED, 9, ANY, "api"))
                        .code());
    }

    private int limit() throws Exception {
        String now = limits();
        return Integer.parseInt(now.substring(now.indexOf('=') + 1, now.indexOf(',')));
    }

    @Test
    void aFileThatDoesNotFitIsNamedByLineAndChangesNothing() throws Exception {
        tuned();
        write(TUNED, "limit: 7\n");
        await(() -> limit() == 7);
        write(TUNED, "# a comment\n\nlimit: 0\n");
        await(() -> find(TUNED).problem() != null);
        assertEquals(
                "conf/plugins/acme.tuned.yaml, line 3: `limit`: expected at least 1, got 0; the"
                        + " configuration stays as it is: correct the file",
                find(TUNED).problem());
        assertEquals(7, limit());
        write(TUNED, "limit: [\n");
        await(() -> find(TUNED).problem().contains("it is not YAML"));
        assertEquals(7, limit());
        restart();
        assertEquals(7, limit());
        assertTrue(find(TUNED).problem().contains("it is not YAML"), find(TUNED).problem());
        write(TUNED, "limit: 7\n");
        await(() -> find(TUNED).problem() == null);
        assertEquals(1, find(TUNED).version());
    }

    @Test
    void aPluginThatNeedsAConfigurationWaitsForIt() throws Exception {
        plugin("needy", "1.0.0", "Private-Package", "acme.needy");
        assertEquals(
                "its configuration does not fit: `host`: missing, and it has no default; write it"
                        + " into conf/plugins/acme.needy.yaml, or: gantry plugin config set"
                        + " acme.needy host=VALUE",
                gantry.events.await(0, RevisionState.REJECTED).reason());
        assertTrue(find(NEEDY).schema().contains("\"host\""));
        assertTrue(find(NEEDY).problem().startsWith("its configuration does not fit: `host`"));

        long before = gantry.events.latest();
        write(NEEDY, "port: 1\nhost: ab\n");
        assertEquals(
                "its configuration does not fit: `host`: at least 3 characters, there are 2"
                        + " (conf/plugins/acme.needy.yaml, line 2); correct it there",
                gantry.events.await(before, RevisionState.REJECTED).reason());
        for (int i = 0; i < 8; i++) {
            long last = gantry.events.latest();
            write(NEEDY, "port: " + (i % 2 == 0 ? "x" : "y") + "\nhost: abc\n");
            gantry.events.await(last, RevisionState.REJECTED);
        }
        before = gantry.events.latest();
        write(NEEDY, "port: 1\nhost: abc\n");
        gantry.events.await(before, RevisionState.ACTIVE);
        assertEquals("Needs[host=abc, port=1]", settings("needy.call", "acme.needy.Needs"));
        restart();
        assertEquals("Needs[host=abc, port=1]", settings("needy.call", "acme.needy.Needs"));
    }

    @Test
    void anUploadThatWaitsForItsConfigurationStays() throws Exception {
        byte[] jar =
                Files.readAllBytes(
                        Jars.build(
                                home.resolve("x.jar"),
                                "Bundle-SymbolicName",
                                NEEDY,
                                "Private-Package",
                                "acme.needy"));
        GantryException refused =
                assertThrows(
                        GantryException.class,
                        () ->
                                gantry.plugins()
                                        .upload(
                                                "needy.jar",
                                                new ByteArrayInputStream(jar),
                                                false,
                                                "test"));
        assertTrue(refused.getMessage().contains("`host`: missing"), refused.getMessage());
        assertEquals(
                "/host",
                assertThrows(GantryException.class, () -> put(NEEDY, "{\"port\": 1}"))
                        .fields()
                        .getFirst()
                        .pointer());
        put(NEEDY, "{\"host\": \"abc\"}");
        gantry.events.await(0, RevisionState.ACTIVE);
        assertEquals("Needs[host=abc, port=80]", settings("needy.call", "acme.needy.Needs"));
    }

    @Test
    void aPlanSaysWhatTheConfigurationLacks() throws Exception {
        byte[] jar =
                Files.readAllBytes(
                        Jars.build(
                                home.resolve("x.jar"),
                                "Bundle-SymbolicName",
                                NEEDY,
                                "Private-Package",
                                "acme.needy"));
        PluginPlan lacking = gantry.plugins().plan("needy.jar", new ByteArrayInputStream(jar));
        assertEquals(PluginPlan.Action.REJECT, lacking.action());
        Files.write(gantry.drop("needy.jar"), jar);
        assertEquals(gantry.events.await(0, RevisionState.REJECTED).reason(), lacking.sentence());

        write("acme.other", "host: abc\n");
        byte[] other =
                Files.readAllBytes(
                        Jars.build(
                                home.resolve("y.jar"),
                                "Bundle-SymbolicName",
                                "acme.other",
                                "Private-Package",
                                "acme.needy"));
        await(
                () ->
                        gantry.plugins().plan("other.jar", new ByteArrayInputStream(other)).action()
                                == PluginPlan.Action.INSTALL);
    }

    @Test
    void aNewVersionThatTheConfigurationDoesNotFitIsRejectedUntilItDoes() throws Exception {
        plugin("two", "1.0.0", "Private-Package", "acme.tuned");
        gantry.events.await(0, RevisionState.ACTIVE);
        put("acme.two", "{\"limit\": 7}");
        long before = gantry.events.latest();
        plugin("two", "2.0.0", "Private-Package", "acme.needy");
        assertEquals(
                "its configuration does not fit: `limit`: unknown field, there are: host, port"
                        + " (and 1 more) (version 1, set by api); set it with: gantry plugin config"
                        + " set acme.two --unset limit",
                gantry.events.await(before, RevisionState.REJECTED).reason());
        assertTrue(settings("tuned.show", "acme.tuned.Limits").startsWith("Limits[limit=7"));
        assertEquals("1.0.0", gantry.plugins().find("acme.two").orElseThrow().active());

        put("acme.two", "{\"host\": \"abc\"}");
        gantry.events.await(
                before, e -> e.state() == RevisionState.ACTIVE && e.version().equals("2.0.0"));
        assertEquals("Needs[host=abc, port=80]", settings("needy.call", "acme.needy.Needs"));

        gantry.plugins().activate("acme.two", "1.0.0", null, false, "test");
        assertTrue(settings("tuned.show", "acme.tuned.Limits").startsWith("Limits[limit=7"));
        PluginConfig lagging = find("acme.two");
        assertEquals(2, lagging.version());
        assertEquals(1, lagging.inForce());
        assertEquals(
                "version 2 of the configuration does not fit acme.two 1.0.0, which works with"
                        + " version 1: `host`: unknown field, there are: limit, names, inner",
                lagging.problem().substring(0, lagging.problem().indexOf(';')));
    }

    @Test
    void versionsSideBySideEachSeeWhatFitsThem() throws Exception {
        tuned();
        try (Lease old = gantry.catalog().lease(Kind.TASK, "tuned.show")) {
            long before = gantry.events.latest();
            plugin("tuned", "1.1.0", "Private-Package", "acme.tuned");
            gantry.events.await(before, RevisionState.ACTIVE);
            put(TUNED, "{\"limit\": 9}");
            assertTrue(limits().startsWith("Limits[limit=9"), limits());
            Object settings = old.settings(old.loader().loadClass("acme.tuned.Limits"));
            assertTrue(settings.toString().startsWith("Limits[limit=9"), settings.toString());
            Class<?> foreign;
            try (Lease now = gantry.catalog().lease(Kind.TASK, "tuned.show")) {
                foreign = now.loader().loadClass("acme.tuned.Limits");
            }
            assertThrows(IllegalArgumentException.class, () -> old.settings(foreign));
        }
    }

    @Test
    void aComponentWithoutModifiedIsTakenAnew() throws Exception {
        plugin("anew", "1.0.0", "Private-Package", "acme.anew");
        gantry.events.await(0, RevisionState.ACTIVE);
        assertEquals("{\"size\":1}", run("anew.show"));
        put("acme.anew", "{\"size\": 2}");
        await(
                () -> {
                    try {
                        return run("anew.show").equals("{\"size\":2}");
                    } catch (GantryException e) {
                        return false;
                    }
                });
    }

    @Test
    void onlyOneRecordHasTheSettings() throws Exception {
        plugin("both", "1.0.0", "Private-Package", "acme.needy,acme.tuned");
        assertEquals(
                "it has 2 records with @Settings, acme.needy.Needs and acme.tuned.Limits: make one"
                        + " of them, with the others as components",
                gantry.events.await(0, RevisionState.REJECTED).reason());
    }

    @Test
    void leavesNoClassLoaderAndNoConfigurationBehind() throws Exception {
        tuned();
        put(TUNED, "{\"limit\": 9}");
        limits();
        run("tuned.show");
        Files.delete(gantry.drop("tuned-1.0.0.jar"));
        gantry.events.await(0, RevisionState.RETIRED);
        var leaked = gantry.meters.gauges.get("gantry_plugin_leaked_loaders");
        await(
                () -> {
                    System.gc();
                    return leaked.getAsDouble() == 0;
                });
        assertEquals("{\"limit\":9}", find(TUNED).values());
        assertNull(find(TUNED).inForce());
        await(() -> gantry.configurations() == 0);
    }
}
