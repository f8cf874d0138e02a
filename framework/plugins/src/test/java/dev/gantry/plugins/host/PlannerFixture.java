package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A Gantry that plans a deploy and does none. */
abstract class PlannerFixture {
    @TempDir Path home;
    PlannedGantry gantry;

    @BeforeEach
    void start() throws Exception {
        gantry = new PlannedGantry(home);
    }

    @AfterEach
    void stop() throws Exception {
        assertEquals(List.of(), list(gantry.copies()));
        assertEquals(
                List.of(),
                Arrays.stream(gantry.context().getBundles())
                        .map(Bundle::getLocation)
                        .filter(l -> l.startsWith(Glance.LOCATION))
                        .toList());
        gantry.close();
    }

    static List<String> list(Path folder) throws Exception {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    Path files(String name, String version, String source) throws Exception {
        return Jars.build(
                home.resolve(name),
                "Bundle-SymbolicName",
                "acme.files",
                "Bundle-Version",
                version,
                "Private-Package",
                source);
    }

    Bundle platform(String header, String value) throws Exception {
        return gantry.install(
                "reference-platform",
                Jars.build(
                        home.resolve("platform.jar"),
                        "Bundle-SymbolicName",
                        "platform",
                        "-resourceonly",
                        "true",
                        header,
                        value));
    }
}
