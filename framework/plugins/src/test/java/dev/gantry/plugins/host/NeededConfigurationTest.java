package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.config.PluginConfig;
import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;

/** Plugins and versions that do not go without a configuration that fits. */
class NeededConfigurationTest extends ConfigurationFixture {
    private static final String NEEDY = "acme.needy";

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
}
