package dev.gantry.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

class BuiltInsTest {
    private static final String OLD = "probes-net-1.0.0.jar";
    private static final String NEW = "probes-net-1.1.0.jar";

    @TempDir Path folder;
    private Home home;

    @BeforeEach
    void prepare() throws Exception {
        home = new Home(folder.resolve("home"));
        home.prepare();
        jar(release("1").resolve(OLD), "probes-net;singleton:=true", "1.0.0");
        jar(release("1").resolve("sample-1.0.0.jar"), "sample", "1.0.0");
        jar(release("2").resolve(NEW), "probes-net", "1.1.0");
    }

    @Test
    void aNewHomeIsGivenThemAndNoSamples() throws Exception {
        start("1");
        assertEquals(List.of(OLD), there());
        assertEquals(-1, Files.mismatch(release("1").resolve(OLD), home.bundles().resolve(OLD)));
    }

    @Test
    void whatWasDeletedStaysAway() throws Exception {
        start("1");
        Files.delete(home.bundles().resolve(OLD));
        start("1");
        assertEquals(List.of(), there());
        start("2");
        assertEquals(List.of(), there());
    }

    @Test
    void aNewerReleaseBringsItsOwnBesideTheOldOne() throws Exception {
        start("1");
        start("2");
        assertEquals(List.of(OLD, NEW), there());
        Files.delete(home.bundles().resolve(OLD));
        start("2");
        assertEquals(List.of(NEW), there());
    }

    @Test
    void whatTheOperatorReplacedStaysAsItIs() throws Exception {
        start("1");
        Path mine = home.bundles().resolve(OLD);
        jar(mine, "probes-net", "1.0.0.mine");
        start("2");
        assertEquals(List.of(OLD), there());
        assertFalse(Files.mismatch(release("1").resolve(OLD), mine) == -1);
    }

    @Test
    void whatWasCopiedBackIsBroughtUpToDateAgain() throws Exception {
        start("1");
        Files.delete(home.bundles().resolve(OLD));
        start("1");
        Files.copy(release("1").resolve(OLD), home.bundles().resolve(OLD));
        start("2");
        assertEquals(List.of(OLD, NEW), there());
    }

    @Test
    void oneThatIsThereBeforeTheFirstStartIsKept() throws Exception {
        jar(home.bundles().resolve("mine.jar"), "probes-net", "7.0.0");
        Files.writeString(home.bundles().resolve("broken.jar"), "no JAR");
        start("1");
        assertEquals(List.of("broken.jar", "mine.jar"), there());
    }

    @Test
    void ofTwoVersionsInTheInstallationTheNewerOneIsBrought() throws Exception {
        jar(release("1").resolve("probes-net-1.10.0.jar"), "probes-net", "1.10.0");
        jar(release("1").resolve("probes-net-1.9.0.jar"), "probes-net", "1.9.0");
        start("1");
        assertEquals(List.of("probes-net-1.10.0.jar"), there());
    }

    @Test
    void theInstallationItselfIsLeftAlone() throws Exception {
        Home own = new Home(folder.resolve("release 1"));
        own.prepare();
        BuiltIns.of(new Installation(own.path()), own).bring();
        assertFalse(Files.exists(own.data().resolve("built-in-plugins")));
    }

    private void start(String release) {
        BuiltIns.of(new Installation(folder.resolve("release " + release)), home).bring();
    }

    private Path release(String name) {
        return folder.resolve("release " + name).resolve("bundles");
    }

    private List<String> there() throws IOException {
        try (Stream<Path> files = Files.list(home.bundles())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void jar(Path file, String id, String version) throws IOException {
        Files.createDirectories(file.getParent());
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-SymbolicName", id);
        main.putValue("Bundle-Version", version);
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
    }
}
