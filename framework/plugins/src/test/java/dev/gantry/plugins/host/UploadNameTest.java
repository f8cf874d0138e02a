package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A name of an upload is that of a file in the drop folder, or it is refused. */
class UploadNameTest {
    private static final List<String> REFUSED =
            List.of(
                    "../x.jar",
                    "../../x.jar",
                    "..\\x.jar",
                    "/tmp/x.jar",
                    "a/b.jar",
                    "a\\b.jar",
                    "C:x.jar",
                    "x.jar/..",
                    "x.jar/",
                    "./x.jar",
                    ".x.jar",
                    "..jar",
                    ".jar",
                    "x",
                    "",
                    ".",
                    "..",
                    "~x.jar",
                    "x.jar\n",
                    "x\r\ny.jar",
                    "x\u0000.jar",
                    "x.jar\u0000.txt",
                    "%2e%2e%2fx.jar",
                    "\u2025/x.jar",
                    "x;y.jar",
                    "<b>.jar",
                    "x.jar.part");

    @TempDir Path folder;
    private Path home;
    private HostedGantry gantry;

    @BeforeEach
    void start() throws Exception {
        home = folder.resolve("home");
        Files.createDirectories(home.resolve("bundles"));
        gantry = new HostedGantry(home, new MemoryPluginStore());
        gantry.settle();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private Set<Path> files() throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> !file.startsWith(home.resolve("cache")))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void noOtherIsWrittenTo() throws Exception {
        Set<Path> before = files();
        for (String name : REFUSED) {
            GantryException refused =
                    assertThrows(
                            GantryException.class,
                            () ->
                                    gantry.plugins()
                                            .upload(
                                                    name,
                                                    new ByteArrayInputStream(new byte[] {'P', 'K'}),
                                                    false,
                                                    "test"),
                            name);
            assertEquals(GantryException.Code.INVALID, refused.code(), name);
            assertTrue(refused.getMessage().startsWith("not a file name for a plugin: "), name);
        }
        assertEquals(before, files());
    }

    @Test
    void whatLeadsElsewhereInTheFolderIsNotFollowed() throws Exception {
        Path outside = Files.writeString(folder.resolve("outside.txt"), "mine");
        Files.createSymbolicLink(gantry.drop("x.jar"), outside);
        Files.createSymbolicLink(gantry.drop("y.jar.part"), outside);
        for (String name : List.of("x.jar", "y.jar")) {
            assertThrows(
                    GantryException.class,
                    () ->
                            gantry.plugins()
                                    .upload(
                                            name,
                                            new ByteArrayInputStream(new byte[] {1, 2}),
                                            false,
                                            "test"));
            assertEquals("mine", Files.readString(outside), name);
        }
    }
}
