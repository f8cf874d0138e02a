package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.panel.Place;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.PanelLook;
import dev.gantry.spi.plugin.RevisionState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class PanelHostingTest {
    private static final String GAUGE = "panel/gauge.js;literal='export default 1'";

    @TempDir Path home;
    private HostedGantry gantry;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(home.resolve("bundles"));
        gantry = new HostedGantry(home, new MemoryPluginStore());
        gantry.settle();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private void drop(String version, String classes, String files) throws Exception {
        Jars.build(
                gantry.drop("panel.jar"),
                "Bundle-SymbolicName",
                "acme.panel",
                "Bundle-Version",
                version,
                "Private-Package",
                classes,
                "-includeresource",
                files);
    }

    private Contribution gauge() throws InterruptedException {
        return gantry.catalog().find(Kind.PANEL, "acme.panel/gauge").orElseThrow();
    }

    private String rejected() throws Exception {
        gantry.events.await(0, RevisionState.REJECTED);
        return gantry.plugins().find("acme.panel").orElseThrow().versions().getFirst().reason();
    }

    @Test
    void aPanelComesWithItsPluginAndGoesWithIt() throws Exception {
        drop("1.0.0", "acme.panel", GAUGE);
        gantry.events.await(0, RevisionState.ACTIVE);
        Contribution gauge = gauge();
        assertTrue(gauge.available());
        assertEquals("Gauge", gauge.title());
        assertEquals(
                new PanelLook(
                        "panel/gauge.js",
                        Place.OVERVIEW,
                        Duration.ofSeconds(5),
                        List.of("run.", "plugin.changed")),
                gauge.look());
        try (Lease lease = gantry.catalog().lease(Kind.PANEL, "acme.panel/gauge")) {
            Object query = lease.input("{}");
            Object panel = lease.instance();
            var data =
                    java.util.Arrays.stream(panel.getClass().getMethods())
                            .filter(m -> m.getName().equals("data") && !m.isBridge())
                            .findFirst()
                            .orElseThrow();
            assertEquals("{\"value\":8}", lease.write(data.invoke(panel, query, null)));
            try (InputStream in = lease.loader().getResourceAsStream("panel/gauge.js")) {
                assertEquals(
                        "export default 1",
                        new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
            }
        }
        assertTrue(gantry.told.contains("acme.panel/gauge"));

        Files.delete(gantry.drop("panel.jar"));
        gantry.events.await(0, RevisionState.RETIRED);
        assertFalse(gauge().available());
        assertTrue(gauge().reason().contains("the panel acme.panel/gauge"), gauge().reason());
    }

    @Test
    void nothingDependsOnAPanel() throws Exception {
        drop("1.0.0", "acme.panel,acme.hello", GAUGE);
        gantry.events.await(0, RevisionState.ACTIVE);
        int before = gantry.events.all().size();
        drop("1.0.1", "acme.hello", "none.txt;literal='none'");
        gantry.events.await(before, RevisionState.ACTIVE);
        assertFalse(gauge().available());
        assertNull(gauge().look());
        assertTrue(gauge().reason().contains("no longer offers it"), gauge().reason());
    }

    @Test
    void aModuleThatIsNotThereIsNamed() throws Exception {
        drop("1.0.0", "acme.panel", "panel/other.js;literal='export default 1'");
        assertEquals(
                "its panel gauge has the module panel/gauge.js, which is not in the JAR: put it"
                        + " into src/main/resources/panel/gauge.js",
                rejected());
    }

    @Test
    void aPanelThatAsksTooOftenIsRefused() throws Exception {
        drop("1.0.0", "acme.hasty", "panel/hasty.js;literal='export default 1'");
        assertEquals("its panel hasty has the refresh PT0.1S: make it PT1S or more", rejected());
    }
}
