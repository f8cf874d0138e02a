package dev.gantry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

@GantryTest
class GantryServerExtensionTest {
    private static final String INSTALLATION = "gantry.installation";

    @TempDir Path folder;
    private String before;

    /** Those of an author. */
    @GantryServer
    static class Tests {
        @Test
        void fails(Gantry gantry) {
            throw new IllegalStateException("broken at " + gantry.url().getPath());
        }
    }

    /** Loads those tests anew, beside a plugin. */
    private static final class Beside extends URLClassLoader {
        Beside(Path plugin) throws IOException {
            super(
                    new URL[] {
                        plugin.toUri().toURL(),
                        Tests.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    Tests.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> there = findLoadedClass(name);
                if (there != null || !name.equals(Tests.class.getName())) {
                    return there != null ? there : super.loadClass(name, resolve);
                }
                return findClass(name);
            }
        }
    }

    @BeforeEach
    void installation() throws IOException {
        Files.createDirectories(folder.resolve("gantry/system"));
        Files.createDirectories(folder.resolve("gantry/bin"));
        before = System.setProperty(INSTALLATION, folder.resolve("gantry").toString());
    }

    @AfterEach
    void asBefore() {
        if (before == null) {
            System.clearProperty(INSTALLATION);
        } else {
            System.setProperty(INSTALLATION, before);
        }
    }

    @Test
    void tellsWhatGantrySaidWhenItDoesNotStart() throws Exception {
        command("echo the port is in use", "exit 1");
        Throwable failure = failure();
        assertEquals("Gantry does not start", failure.getMessage());
        assertSaidOnce(failure, "the port is in use");
    }

    @Test
    void tellsWhatGantrySaidWhenThePluginIsRefused(LocalServer server) throws Exception {
        answering(server);
        server.answer("/api/v1/plugins", 422, "{\"detail\":\"it imports acme\"}");
        Throwable failure = failure();
        assertTrue(failure.getMessage().contains("it imports acme"), failure.getMessage());
        assertSaidOnce(failure, "here I am");
    }

    @Test
    void tellsWhatGantrySaidWhenATestFails(LocalServer server) throws Exception {
        answering(server);
        server.answer("/api/v1/plugins", 201, "{\"id\":\"acme.under.test\"}");
        Throwable failure = failure();
        assertEquals("broken at /", failure.getMessage());
        assertSaidOnce(failure, "here I am");
    }

    private static void assertSaidOnce(Throwable failure, String said) {
        assertEquals(1, failure.getSuppressed().length);
        assertEquals("What Gantry said:\n" + said + "\n", failure.getSuppressed()[0].getMessage());
    }

    /** A Gantry whose home and process are real, and whose answers are those of the server. */
    private void answering(LocalServer server) throws IOException {
        server.answer("/readyz", 200, "");
        command(
                "echo here I am",
                "mkdir -p \"$3/data\"",
                "echo of-a-test > \"$3/data/admin.token\"",
                "echo " + server.url("/") + " > \"$3/data/url.part\"",
                "mv \"$3/data/url.part\" \"$3/data/gantry.url\"",
                "exec sleep 600");
    }

    private void command(String... lines) throws IOException {
        Path command = folder.resolve("gantry/bin/gantry");
        Files.writeString(command, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertTrue(command.toFile().setExecutable(true));
    }

    /** Lets those tests run; the one failure, nothing being printed. */
    private Throwable failure() throws IOException {
        Path plugin = Files.createDirectories(folder.resolve("plugin/META-INF")).getParent();
        Files.writeString(
                plugin.resolve("META-INF/MANIFEST.MF"),
                """
                Manifest-Version: 1.0
                Bundle-SymbolicName: acme.under.test
                Provide-Capability: gantry.task

                """);
        SummaryGeneratingListener seen = new SummaryGeneratingListener();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream err = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (Beside loader = new Beside(plugin)) {
            Class<?> tests = loader.loadClass(Tests.class.getName());
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(tests))
                                    .build(),
                            seen);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        } finally {
            System.setErr(err);
        }
        assertFalse(printed.toString(StandardCharsets.UTF_8).contains("What Gantry said"));
        assertEquals(1, seen.getSummary().getTotalFailureCount());
        return seen.getSummary().getFailures().getFirst().getException();
    }
}
