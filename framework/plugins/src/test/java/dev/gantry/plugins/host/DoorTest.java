package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.PluginPlan.Action;
import dev.gantry.spi.plugin.Plugins;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The gate and the plan where they work: in a Gantry that hosts. */
class DoorTest {
    private static final String BREAKS =
            "3 changes break version 1.4.0 in service: parameter `dry` of task files.cleanup removed:"
                    + " 12 runs wait for it; result field `deleted` of task files.cleanup removed: 12"
                    + " runs wait for it; task files.empty no longer offered: raise Bundle-Version to"
                    + " 2.0.0, or let it in with --override";

    @TempDir Path home;
    private final MemoryPluginStore store = new MemoryPluginStore();
    private HostedGantry gantry;

    @BeforeEach
    void start() throws Exception {
        gantry = new HostedGantry(home, store);
        gantry.settle();
        store.open.put("files.cleanup", 12L);
        build(gantry.drop("files.jar"), "1.4.0", "acme.files1");
        gantry.events.await(0, RevisionState.ACTIVE);
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private static Path build(Path target, String version, String source) throws Exception {
        return Jars.build(
                target,
                "Bundle-SymbolicName",
                "acme.files",
                "Bundle-Version",
                version,
                "Private-Package",
                source);
    }

    private PluginPlan plan(Path jar) throws Exception {
        try (InputStream content = Files.newInputStream(jar)) {
            return gantry.plugins().plan(jar.getFileName().toString(), content);
        }
    }

    @Test
    void refusesABreakAsThePlanSaid() throws Exception {
        Path jar = build(home.resolve("next.jar"), "1.5.0", "acme.files2");
        PluginPlan plan = plan(jar);
        assertEquals(Action.REJECT, plan.action());
        assertEquals(BREAKS, plan.sentence());
        Files.copy(jar, gantry.drop("next.part"));
        Files.move(gantry.drop("next.part"), gantry.drop("next.jar"));
        Event.PluginChanged told = gantry.events.await(0, RevisionState.REJECTED);
        assertEquals(BREAKS, told.reason());
        PluginInfo info = gantry.plugins().find("acme.files").orElseThrow();
        assertEquals("1.4.0", info.active());
        assertTrue(
                info.versions().getFirst().detail().contains("breaking: task files.empty:"),
                info.versions().getFirst().detail());

        Files.delete(gantry.drop("files.jar"));
        gantry.events.await(
                0, e -> "1.5.0".equals(e.version()) && e.state() == RevisionState.ACTIVE);
    }

    @Test
    void letsABreakInUnderAMajorVersionOrByAnOperator() throws Exception {
        Plugins plugins = gantry.plugins();
        Path jar = build(home.resolve("next.jar"), "1.5.0", "acme.files2");
        try (InputStream content = Files.newInputStream(jar)) {
            GantryException refused =
                    assertThrows(
                            GantryException.class,
                            () -> plugins.upload("next.jar", content, false, "me"));
            assertEquals(BREAKS, refused.getMessage());
        }
        try (InputStream content = Files.newInputStream(jar)) {
            assertEquals("1.5.0", plugins.upload("next.jar", content, true, "me").active());
        }
        assertTrue(
                plugins.history("acme.files", Long.MAX_VALUE, 10).stream()
                        .anyMatch(n -> n.what().equals("overridden") && n.by().equals("me")));
        assertEquals("1.4.0", plugins.rollBack("acme.files", "me").active());
        PluginPlan plan = plan(build(home.resolve("major.jar"), "2.0.0", "acme.files2"));
        assertEquals(Action.REPLACE, plan.action());
        build(gantry.drop("major.jar"), "2.0.0", "acme.files2");
        gantry.events.await(
                0, e -> "2.0.0".equals(e.version()) && e.state() == RevisionState.ACTIVE);
    }
}
