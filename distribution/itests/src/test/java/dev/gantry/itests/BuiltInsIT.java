package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Flaky;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The plugins that come with Gantry, in a home that is elsewhere. */
class BuiltInsIT {
    private static final Map<String, String> AS_SHIPPED = Map.of("GANTRY_PLUGINS_BUILTIN", "");

    @TempDir Path folder;

    @Test
    void aNewHomeHasThemAndTheyStayDeleted() throws Exception {
        Path home = folder.resolve("home");
        try (Gantry gantry = Gantry.start(Gantry.INSTALLATION, AS_SHIPPED, home)) {
            String version = "";
            for (String id : List.of("probes-net", "probes-host", "probes-service")) {
                version = gantry.awaitRevision(id, "active").path("version").asString();
            }
            assertNull(gantry.revision("dev.gantry.sample.files", any -> true));
            Gantry.Exit made =
                    gantry.cli(
                            "check", "put", "machine", "--detector", "host", "--interval", "PT1S");
            assertEquals(0, made.code(), made.err());
            gantry.await(
                    "a verdict",
                    () -> gantry.get("/api/v1/checks/machine"),
                    check -> !check.path("last").isMissingNode() && !check.path("last").isNull());
            Gantry.Exit deleted = gantry.cli("plugin", "delete", "probes-net", version);
            assertEquals(0, deleted.code(), deleted.err());
        }
        try (Gantry gantry = Gantry.start(Gantry.INSTALLATION, AS_SHIPPED, home)) {
            gantry.awaitRevision("probes-host", "active");
            assertNull(
                    gantry.revision(
                            "probes-net", each -> each.path("state").asString().equals("active")));
        }
    }

    @Test
    void aNewerReleaseBringsItsOwnAndOneCanGoBack() throws Exception {
        Path release = release();
        Path bundles = release.resolve("bundles");
        Path home = folder.resolve("home");
        Files.move(
                PluginJar.make(folder, "probes-x", "1.0.0", Flaky.class),
                bundles.resolve("probes-x-1.0.0.jar"));
        try (Gantry gantry = Gantry.start(release, AS_SHIPPED, home)) {
            gantry.awaitRevision("probes-x", "active");
        }
        Files.delete(bundles.resolve("probes-x-1.0.0.jar"));
        Files.move(
                PluginJar.make(folder, "probes-x", "1.1.0", Flaky.class),
                bundles.resolve("probes-x-1.1.0.jar"));
        try (Gantry gantry = Gantry.start(release, AS_SHIPPED, home)) {
            assertTrue(gantry.log().contains("probes-x comes with Gantry"), gantry.log());
            gantry.await(
                    "the newer one",
                    () -> gantry.get("/api/v1/plugins/probes-x").path("active").asString(),
                    "1.1.0"::equals);
            Gantry.Exit back = gantry.cli("plugin", "rollback", "probes-x");
            assertEquals(0, back.code(), back.err());
            gantry.await(
                    "the older one",
                    () -> gantry.get("/api/v1/plugins/probes-x").path("active").asString(),
                    "1.0.0"::equals);
        }
    }

    /** An installation with other plugins. */
    private Path release() throws Exception {
        Path release = Files.createDirectories(folder.resolve("release"));
        Files.createDirectories(release.resolve("bundles"));
        Path script = Gantry.INSTALLATION.resolve("bin/gantry");
        Files.createDirectories(release.resolve("bin"));
        Files.copy(
                script,
                release.resolve("bin/gantry"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        for (String part : List.of("lib", "system", "docs")) {
            Files.createSymbolicLink(
                    release.resolve(part), Gantry.INSTALLATION.resolve(part).toRealPath());
        }
        return release;
    }
}
