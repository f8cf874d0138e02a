package dev.gantry.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.bundle.ReadyActivator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.connect.ConnectContent;
import org.osgi.framework.connect.ConnectContent.ConnectEntry;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class ClassPathBundlesTest {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    @TempDir Path folder;
    private Path on;
    private ClassPathBundles bundles;

    @BeforeEach
    void make() throws IOException {
        on = folder.resolve("on it.jar");
        TestBundle.write(on, "on.it", ReadyActivator.class);
        bundles =
                ClassPathBundles.of(
                        String.join(
                                File.pathSeparator, folder.resolve("a").toString(), on.toString()));
    }

    private ConnectContent content() throws IOException {
        return bundles.connect(bundles.location(on)).orElseThrow().getContent();
    }

    @Test
    void aJarOnTheClassPathIsConnectedAndOthersAreReadByTheFramework() {
        assertTrue(bundles.connect(bundles.location(on)).isPresent());
        String other = bundles.location(folder.resolve("other.jar"));
        assertEquals("reference:" + folder.resolve("other.jar").toUri(), other);
        assertFalse(bundles.connect(other).isPresent());
    }

    @Test
    void itsClassesAreTheJvms() throws IOException {
        assertSame(getClass().getClassLoader(), content().getClassLoader().orElseThrow());
    }

    @Test
    void itsEntriesAreThoseOfTheJar() throws IOException {
        ConnectContent content = content();
        content.open();
        String type = ReadyActivator.class.getName().replace('.', '/') + ".class";
        assertTrue(entries(content).containsAll(List.of(MANIFEST, type)));
        ConnectEntry entry = content.getEntry(type).orElseThrow();
        assertEquals(type, entry.getName());
        byte[] bytes;
        try (var in = ReadyActivator.class.getClassLoader().getResourceAsStream(type)) {
            bytes = in.readAllBytes();
        }
        assertArrayEquals(bytes, entry.getBytes());
        assertEquals(bytes.length, entry.getContentLength());
        assertTrue(content.getEntry("no/such").isEmpty());
        content.close();
    }

    private static List<String> entries(ConnectContent content) {
        List<String> names = new ArrayList<>();
        try {
            content.getEntries().forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    @Test
    void itIsOpenedAgainAfterAClose() throws IOException {
        ConnectContent content = content();
        assertThrows(IllegalStateException.class, () -> content.getEntry(MANIFEST));
        content.open();
        content.open();
        content.close();
        assertThrows(IllegalStateException.class, content::getEntries);
        content.open();
        assertTrue(content.getEntry(MANIFEST).isPresent());
        content.close();
    }

    @Test
    void aJarThatCannotBeReadSaysSo() {
        ClassPathBundles gone = ClassPathBundles.of(folder.resolve("gone.jar").toString());
        String location = gone.location(folder.resolve("gone.jar"));
        assertThrows(
                IOException.class, () -> gone.connect(location).orElseThrow().getContent().open());
    }
}
