package dev.gantry.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.bundle.FailingActivator;
import dev.gantry.launcher.bundle.ReadyActivator;
import dev.gantry.launcher.bundle.ThrowingActivator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whole processes: what a person starts, signals and sees. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerTest {
    @TempDir Path folder;
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void leaveNothing() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void startsAndEndsInOrderOnASignal() throws Exception {
        bundle("ready.jar", "dev.gantry.http", ReadyActivator.class);
        Process gantry = start("--port", "4711");
        String seen = readUntil(gantry, "Home");

        assertTrue(seen.contains("http://127.0.0.1:4711"), seen);
        assertTrue(seen.contains("(1 bundles)"), seen);
        assertTrue(seen.contains(home().resolve("data/admin.token").toString()), seen);
        assertFalse(seen.contains(Files.readString(home().resolve("data/admin.token"))), seen);
        assertEquals(gantry.pid() + "\n", Files.readString(home().resolve("data/gantry.lock")));

        gantry.destroy();
        assertEquals(0, gantry.waitFor());
        assertEquals("in order", Files.readString(home().resolve("stopped")));
        assertFalse(Files.exists(home().resolve("data/gantry.url")));
        assertFalse(Files.exists(home().resolve("data/gantry.lock")));
        String log = Files.readString(home().resolve("logs/gantry.log"));
        assertTrue(log.contains("is ready after"), log);
        assertTrue(log.contains("Stopped"), log);
    }

    @Test
    void refusesASecondStartOnTheSameHome() throws Exception {
        bundle("ready.jar", "dev.gantry.http", ReadyActivator.class);
        Process first = start();
        readUntil(first, "Home");

        Process second = start();
        String seen = readUntil(second, null);
        assertEquals(StartException.HELD, second.waitFor());
        assertTrue(seen.contains("in use by process " + first.pid() + " "), seen);
        assertTrue(first.isAlive());
    }

    @Test
    void startsAgainAfterACrash() throws Exception {
        bundle("ready.jar", "dev.gantry.http", ReadyActivator.class);
        Process first = start();
        readUntil(first, "Home");
        String token = Files.readString(home().resolve("data/admin.token"));
        first.destroyForcibly().waitFor();
        assertTrue(Files.exists(home().resolve("data/gantry.lock")));

        Process second = start("--trial");
        readUntil(second, null);
        assertEquals(0, second.waitFor());
        assertEquals(token, Files.readString(home().resolve("data/admin.token")));
    }

    @Test
    void endsWithTheReasonOfAPartThatCannotStart() throws Exception {
        bundle("failing.jar", "dev.gantry.http", FailingActivator.class);
        Process gantry = start();
        String seen = readUntil(gantry, null);
        assertEquals(StartException.FAILED, gantry.waitFor());
        assertTrue(seen.contains("gantry: port 8181 is in use; take another with --port"), seen);
    }

    @Test
    void namesTheBundleThatDoesNotStart() throws Exception {
        bundle("ready.jar", "dev.gantry.http", ReadyActivator.class);
        bundle("throwing.jar", "dev.gantry.store", ThrowingActivator.class);
        Process gantry = start();
        String seen = readUntil(gantry, null);
        assertEquals(StartException.FAILED, gantry.waitFor());
        assertTrue(seen.contains("throwing.jar"), seen);
    }

    @Test
    void refusesASettingThatItDoesNotKnow() throws Exception {
        bundle("ready.jar", "dev.gantry.http", ReadyActivator.class);
        Process gantry = start("--set", "gantry.http.prot=1");
        String seen = readUntil(gantry, null);
        assertEquals(StartException.FAILED, gantry.waitFor());
        assertTrue(seen.contains("did you mean gantry.http.port?"), seen);
    }

    @Test
    void logsJsonOnRequest() throws Exception {
        bundle("ready.jar", "dev.gantry.http", ReadyActivator.class);
        Process gantry = start("--trial", "--set", "gantry.log.format=json");
        List<String> lines = readUntil(gantry, null).lines().toList();
        assertEquals(0, gantry.waitFor());
        assertFalse(lines.isEmpty());
        for (String line : lines) {
            assertTrue(line.startsWith("{\"timestamp\":\"") && line.endsWith("}"), line);
        }
    }

    private Path home() {
        return folder.resolve("home of one");
    }

    private void bundle(String file, String name, Class<?> activator) throws IOException {
        TestBundle.write(folder.resolve("installation/system").resolve(file), name, activator);
    }

    private Process start(String... options) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-D" + Installation.PROPERTY + "=" + folder.resolve("installation"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.gantry.launcher.cli.Main",
                                "run",
                                "--home",
                                home().toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    /** Reads to the line that holds {@code text}, or to the end. */
    private static String readUntil(Process process, String text) throws IOException {
        BufferedReader reader = process.inputReader();
        StringBuilder seen = new StringBuilder();
        String line;
        while ((line = reader.readLine()) != null) {
            seen.append(line).append('\n');
            if (text != null && line.contains(text)) {
                break;
            }
        }
        return seen.toString();
    }
}
