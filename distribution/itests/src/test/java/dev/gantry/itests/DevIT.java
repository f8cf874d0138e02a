package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Flaky;
import dev.gantry.itests.tasks.Version;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code gantry dev}, as an author sees it: builds appear in a folder, and are live. */
class DevIT {
    private static final Pattern TOOK =
            Pattern.compile("live: test\\.dev 1\\.0\\.0\\.dev-\\d{17}, ([0-9.]+) s after");

    private static final Path BROKEN =
            Gantry.INSTALLATION.resolve("samples/broken/missing-import.jar");

    @TempDir Path folder;
    private Path project;
    private Path output;
    private Process dev;
    private int round;

    @BeforeEach
    void prepare() throws IOException {
        project = Files.createDirectory(folder.resolve("project"));
        output = folder.resolve("output.txt");
    }

    @AfterEach
    void stop() throws Exception {
        if (dev != null && dev.isAlive()) {
            end();
        }
    }

    private void end() throws Exception {
        dev.destroy();
        if (!dev.waitFor(40, TimeUnit.SECONDS)) {
            dev.destroyForcibly();
            throw new AssertionError("gantry dev does not end:\n" + said());
        }
    }

    private void start(String... more) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Gantry.INSTALLATION.resolve("bin/gantry").toString());
        command.addAll(List.of("dev", project.toString()));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("TMPDIR", folder.toString());
        builder.environment().put("GANTRY_OPTS", "-Djava.io.tmpdir=" + folder);
        dev = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        await("Looking for builds");
    }

    private String said() throws IOException {
        return Files.readString(output);
    }

    private void await(String text) throws Exception {
        Waiting.until(text, Gantry.PATIENCE, this::said, now -> now.contains(text));
    }

    private String value(String name) throws IOException {
        Matcher found = Pattern.compile(name + "(\\S+)").matcher(said());
        assertTrue(found.find(), said());
        return found.group(1);
    }

    /** Builds the plugin anew, in the version of before. */
    private byte[] build(Class<?>... classes) throws Exception {
        Path made = Files.createDirectory(folder.resolve("made" + round++));
        return Files.readAllBytes(PluginJar.make(made, "test.dev", "1.0.0", classes));
    }

    private Path target() throws IOException {
        return Files.createDirectories(project.resolve("target")).resolve("test-dev-1.0.0.jar");
    }

    private List<Double> times() throws IOException {
        return TOOK.matcher(said()).results().map(each -> Double.valueOf(each.group(1))).toList();
    }

    private String cli(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Gantry.INSTALLATION.resolve("bin/gantry").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", value("GANTRY_HOME=")));
        Process cli = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(cli.waitFor(30, TimeUnit.SECONDS));
        return text;
    }

    @Test
    void eachBuildIsLiveAtOnceAndNoneIsTakenHalfWritten() throws Exception {
        start();
        byte[] first = build(Version.class);
        Path jar = target();
        Files.write(jar, Arrays.copyOf(first, first.length / 2));
        String half = cli("plugin", "list", "-o", "json");
        Files.write(
                jar,
                Arrays.copyOfRange(first, first.length / 2, first.length),
                StandardOpenOption.APPEND);
        await("live: test.dev");
        assertFalse(half.contains("test.dev"), half);
        assertEquals(1, times().size(), said());

        String started = cli("run", "start", "test.version", "--wait");
        assertTrue(started.contains("success"), started);

        for (int i = 0; i < 3; i++) {
            Files.write(jar, i % 2 == 0 ? build(Version.class, Flaky.class) : first);
            int wanted = i + 2;
            Waiting.until(
                    "swap " + wanted, Gantry.PATIENCE, this::times, all -> all.size() == wanted);
        }
        String failed = cli("run", "start", "test.flaky", "-p", "failures=1", "--wait");
        assertTrue(failed.contains("success"), failed);
        await("test.flaky ");
        await("attempt 2 remembers 1");

        Path bundles = Path.of(value("GANTRY_HOME=")).resolve("bundles");
        Waiting.until(
                "one file only",
                Gantry.PATIENCE,
                () -> bundles.toFile().list(),
                files -> files.length == 1);

        Files.write(jar, Files.readAllBytes(BROKEN));
        await("refused: acme.broken.missing-import");
        assertTrue(cli("run", "start", "test.version", "--wait").contains("success"));

        System.out.println("From a JAR's last write until it was runnable, in s: " + times());
        Path home = Path.of(value("GANTRY_HOME="));
        end();
        assertFalse(Files.exists(home), "its home is gone");
        String[] left = folder.toFile().list((dir, name) -> name.startsWith("gantry-dev"));
        assertEquals(List.of(), List.of(left));
        Waiting.until(
                "an end of what was started",
                Duration.ofSeconds(10),
                () -> ProcessHandle.allProcesses().anyMatch(each -> serves(each, home)),
                any -> !any);
    }

    private static boolean serves(ProcessHandle process, Path home) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains(home.toString()))
                .isPresent();
    }

    @Test
    void aDebuggerMayAttachFromThisMachine() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start("--debug", Integer.toString(port));
        await("a debugger may attach to 127.0.0.1:" + port);
        byte[] handshake = "JDWP-Handshake".getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(handshake);
            out.flush();
            InputStream in = socket.getInputStream();
            assertEquals(
                    "JDWP-Handshake",
                    new String(in.readNBytes(handshake.length), StandardCharsets.US_ASCII));
        }
        Files.write(target(), build(Version.class));
        await("live: test.dev");
    }

    @Test
    void anotherGantryIsSwappedInAtByItsAddress() throws Exception {
        try (Gantry gantry = Gantry.start(folder.resolve("home"))) {
            start(
                    "--url",
                    gantry.url().toString(),
                    "--token-file",
                    gantry.home.resolve("data/admin.token").toString());
            Files.write(target(), build(Version.class));
            await("live: test.dev");
            assertEquals("success", gantry.run("test.version", "{}").path("result").asString());
            end();
            assertEquals("success", gantry.run("test.version", "{}").path("result").asString());
        }
    }
}
