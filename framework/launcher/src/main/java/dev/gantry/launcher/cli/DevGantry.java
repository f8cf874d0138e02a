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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Gantry for one who develops: it ends with the command that started it. Thread-safe. */
final class DevGantry implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long END_SECONDS = 20;

    /** What a Gantry of its own is told of the caller's: how Java is started. */
    private static final Set<String> KEPT = Set.of("GANTRY_OPTS", "GANTRY_JAVA_HOME");

    private final End end;
    private final Background background;
    private final Destination destination;
    private final Wish wish;

    /**
     * How it shall be.
     *
     * @param home {@code null} for one that is made, and removed at the end
     * @param debug port for a debugger, or {@code null}
     * @param port of the API; 0 for a free one
     */
    record Wish(Path home, Integer debug, int port, Map<String, String> settings) {}

    /** How it ends, whoever says so; once, and who says so later waits until it has. */
    static final class End implements Runnable {
        private final Process process;
        private final Path made;
        private volatile boolean begun;

        /**
         * @param made its home, if that was made for it, or {@code null}
         */
        End(Process process, Path made) {
            this.process = process;
            this.made = made;
        }

        @Override
        public synchronized void run() {
            if (begun) {
                return;
            }
            begun = true;
            process.destroy();
            try {
                if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
            // what still writes into a folder keeps it from being removed
            process.onExit().join();
            if (made != null) {
                remove(made);
            }
        }
    }

    private DevGantry(End end, Background background, Destination destination, Wish wish) {
        this.end = end;
        this.background = background;
        this.destination = destination;
        this.wish = wish;
    }

    /** Starts it and waits until it is ready. */
    static DevGantry start(Wish wish, Surroundings caller, PrintWriter err)
            throws IOException, StartException {
        Surroundings around = wish.home == null ? apart(caller) : caller;
        Path place = wish.home == null ? Files.createTempDirectory("gantry-dev-") : wish.home;
        Home home = new Home(place);
        Background background = new Background(around.installation(), home, around);
        Process process;
        try {
            home.prepare();
            process = process(wish, around, background);
        } catch (IOException | StartException | RuntimeException e) {
            if (wish.home == null) {
                remove(place);
            }
            throw e;
        }
        End end = new End(process, wish.home == null ? place : null);
        // from here on, as Ctrl-C may come while it starts
        Thread hook = new Thread(end, "gantry-dev-end");
        Runtime.getRuntime().addShutdownHook(hook);
        boolean started = false;
        try (Progress progress = new Progress(err, around.notes(), "Starting a Gantry")) {
            background.awaitReady(process, PATIENCE, progress);
            Destination destination =
                    Destination.find(
                            new Destination.Asked(null, null, place, Destination.Named.NONE),
                            around);
            started = true;
            return new DevGantry(end, background, destination, wish);
        } finally {
            if (!started) {
                end.run();
            }
        }
    }

    private static Process process(Wish wish, Surroundings around, Background background)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(around, background.home(), wish));
        if (wish.home == null) {
            strip(builder.environment());
            builder.environment().put("GANTRY_PLUGINS_BUILTIN", "false"); // it is for one plugin
        }
        if (wish.debug != null) {
            String before = around.variable("GANTRY_OPTS");
            builder.environment()
                    .put("GANTRY_OPTS", (before == null ? "" : before + " ") + agent(wish.debug));
        }
        return builder.redirectErrorStream(true)
                .redirectOutput(background.console().toFile())
                .start();
    }

    /** The same, without what the caller set for another Gantry, such as its token. */
    static Surroundings apart(Surroundings caller) {
        return new Surroundings(
                name -> foreign(name) ? null : caller.environment().apply(name),
                caller.in(),
                caller.screen(),
                caller.notes());
    }

    /** Takes settings of another Gantry out of an environment. */
    static void strip(Map<String, String> environment) {
        environment.keySet().removeIf(DevGantry::foreign);
    }

    private static boolean foreign(String variable) {
        return variable.startsWith("GANTRY_") && !KEPT.contains(variable);
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
        if (!end.begun && !end.process.isAlive()) {
            throw new ApiException(
                    ExitCode.FAILED,
                    "Gantry ended with exit code "
                            + end.process.exitValue()
                            + "; see "
                            + background.home().logs());
        }
    }

    /** Ends it, and removes its home if that was made for it. */
    @Override
    public void close() {
        end.run();
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
