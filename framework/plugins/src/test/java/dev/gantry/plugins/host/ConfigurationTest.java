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
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

class ConfigurationTest extends ConfigurationFixture {
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
