package dev.gantry.launcher.cli;

import dev.gantry.launcher.Home;
import dev.gantry.launcher.StartException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** A Gantry for one who develops: it ends with the command that started it. Thread-safe. */
final class DevGantry implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long END_SECONDS = 20;

    private final Process process;
    private final Background background;
    private final Destination destination;
    private final Wish wish;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread hook = new Thread(this::end, "gantry-dev-end");

    /**
     * How it shall be.
     *
     * @param home {@code null} for one that is made, and removed at the end
     * @param debug port for a debugger, or {@code null}
     * @param port of the API; 0 for a free one
     */
    record Wish(Path home, Integer debug, int port, Map<String, String> settings) {}

    private DevGantry(Process process, Background background, Destination destination, Wish wish) {
        this.process = process;
        this.background = background;
        this.destination = destination;
        this.wish = wish;
    }

    /** Starts it and waits until it is ready. */
    static DevGantry start(Wish wish, Surroundings around, PrintWriter err)
            throws IOException, StartException {
        Path place = wish.home == null ? Files.createTempDirectory("gantry-dev-") : wish.home;
        Home home = new Home(place);
        home.prepare();
        Background background = new Background(around.installation(), home, around);
        ProcessBuilder builder = new ProcessBuilder(command(around, home, wish));
        if (wish.debug != null) {
            String before = around.variable("GANTRY_OPTS");
            builder.environment()
                    .put("GANTRY_OPTS", (before == null ? "" : before + " ") + agent(wish.debug));
        }
        Process process =
                builder.redirectErrorStream(true)
                        .redirectOutput(background.console().toFile())
                        .start();
        boolean started = false;
        try (Progress progress = new Progress(err, around.notes(), "Starting a Gantry")) {
            background.awaitReady(process, PATIENCE, progress);
            Destination destination =
                    Destination.find(
                            new Destination.Asked(null, null, place, Destination.Named.NONE),
                            around);
            DevGantry gantry = new DevGantry(process, background, destination, wish);
            Runtime.getRuntime().addShutdownHook(gantry.hook);
            started = true;
            return gantry;
        } finally {
            if (!started) {
                process.destroyForcibly();
                if (wish.home == null) {
                    remove(place);
                }
            }
        }
    }

    /** Of this machine only: who attaches may do everything. */
    static String agent(int port) {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:"
                + port;
    }

    private static List<String> command(Surroundings around, Home home, Wish wish) {
        List<String> command = new ArrayList<>();
        command.add(around.installation().path().resolve("bin/gantry").toString());
        command.addAll(List.of("run", "--home", home.path().toString()));
        command.addAll(List.of("--port", Integer.toString(wish.port)));
        wish.settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return command;
    }

    Destination destination() {
        return destination;
    }

    /** Where it is, for the person. */
    String told() {
        return "Gantry is at "
                + destination.url()
                + ", its log in "
                + background.home().logs()
                + (wish.debug == null ? "" : "; a debugger may attach to 127.0.0.1:" + wish.debug)
                + (wish.home == null
                        ? "\nGANTRY_HOME="
                                + background.home().path()
                                + " lets other commands find it"
                        : "");
    }

    /** Throws if it is gone. */
    void demand() {
        if (!closed.get() && !process.isAlive()) {
            throw new ApiException(
                    ExitCode.FAILED,
                    "Gantry ended with exit code "
                            + process.exitValue()
                            + "; see "
                            + background.home().logs());
        }
    }

    /** Ends it, and removes its home if that was made for it. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the hook does it
        }
        end();
    }

    private void end() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (wish.home == null) {
            remove(background.home().path());
        }
    }

    /** Deletes a folder with all that is in it. */
    static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
