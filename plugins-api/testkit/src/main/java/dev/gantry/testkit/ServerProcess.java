package dev.gantry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The process of a Gantry, and its home in a folder of its own. */
final class ServerProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration MOMENT = Duration.ofMillis(25);

    private final Path installation;
    private final List<String> settings;
    private final Path folder;
    private final Path home;
    private final Path output;
    private final Thread end = new Thread(this::destroy, "end-of-gantry");
    private volatile Process process;

    /** Where it answers, and to whom. */
    record Address(URI url, String token) {}

    ServerProcess(Path installation, List<String> settings) throws IOException {
        this.installation = installation;
        this.settings = settings;
        this.folder = Files.createTempDirectory("gantry-test");
        this.home = Files.createDirectory(folder.resolve("home"));
        this.output = folder.resolve("output.txt");
        Runtime.getRuntime().addShutdownHook(end);
    }

    Path home() {
        return home;
    }

    Path work() {
        return folder;
    }

    String output() {
        try {
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Address start() throws IOException, InterruptedException {
        Path url = home.resolve("data/gantry.url");
        Path token = home.resolve("data/admin.token");
        Files.deleteIfExists(url);
        List<String> command = new ArrayList<>();
        command.add(installation.resolve("bin/gantry").toString());
        command.addAll(List.of("run", "--home", home.toString(), "--port", "0"));
        settings.forEach(setting -> command.addAll(List.of("--set", setting)));
        ProcessBuilder builder = new ProcessBuilder(command);
        // what is set for another Gantry is not for this one
        builder.environment()
                .keySet()
                .removeIf(
                        name ->
                                name.startsWith("GANTRY_")
                                        && !name.equals("GANTRY_JAVA_HOME")
                                        && !name.equals("GANTRY_OPTS"));
        builder.environment().put("GANTRY_PLUGINS_BUILTIN", "false"); // a test drops what it needs
        process =
                builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                        .start();
        process.getOutputStream().close();
        long late = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(url) || !Files.exists(token)) {
            if (!process.isAlive() || System.nanoTime() > late) {
                throw new AssertionError("Gantry does not start");
            }
            moment();
        }
        return new Address(
                URI.create(Files.readString(url).strip()), Files.readString(token).strip());
    }

    /** Waits for a little while, or until the process is no more. */
    void moment() throws InterruptedException {
        process.waitFor(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean alive() {
        return process.isAlive();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void close() {
        destroy();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            // the tests were stopped, and the hook runs as well
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void destroy() {
        Process now = process;
        if (now == null) {
            return;
        }
        now.destroy();
        try {
            if (!now.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                now.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            now.destroyForcibly().onExit().join(); // it writes into the folder
            Thread.currentThread().interrupt();
        }
    }
}
