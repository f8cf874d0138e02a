package dev.gantry.launcher.cli;

import dev.gantry.launcher.Home;
import dev.gantry.launcher.Installation;
import dev.gantry.launcher.RunningProcess;
import dev.gantry.launcher.Server;
import dev.gantry.launcher.StartException;

import tools.jackson.databind.JsonNode;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Gantry in the background of this machine: started, waited for, stopped.
 *
 * @param home whose Gantry it is
 */
record Background(Installation installation, Home home, Surroundings around) {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int LINES = 12;
    private static final long LARGE = 1 << 20;

    /** What became of a stop. */
    record Stopped(boolean ended, List<String> left) {}

    /** The process, if it runs. */
    Optional<ProcessHandle> process() throws IOException {
        return RunningProcess.gantry(home);
    }

    /** Where its output goes. */
    Path console() {
        return home.logs().resolve("console.log");
    }

    /**
     * Starts it, apart from this terminal.
     *
     * @return its process, or that of its supervisor
     */
    Process start(ServerOptions options, boolean supervised) throws IOException, StartException {
        Optional<ProcessHandle> there = process().or(this::supervisor);
        if (there.isPresent()) {
            throw new ApiException(
                    ExitCode.REFUSED,
                    "Gantry runs on the home "
                            + home.path()
                            + " already, as process "
                            + there.get().pid());
        }
        home.prepare();
        options.remember(home, supervised);
        List<String> command = new ArrayList<>();
        // a session of its own: neither a closed terminal nor Ctrl-C reaches it
        command.add(on("setsid") ? "setsid" : "nohup");
        command.add(installation.path().resolve("bin/gantry").toString());
        command.add(supervised ? "supervise" : "run");
        command.addAll(options.words(home));
        if (Files.exists(console()) && Files.size(console()) > LARGE) {
            Files.move(
                    console(),
                    console().resolveSibling("console.1.log"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(Server.BACKGROUND, "true");
        return builder.redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()))
                .start();
    }

    /**
     * Waits until it is ready.
     *
     * @throws ApiException if it is over before, or not ready in time
     */
    JsonNode awaitReady(Process process, Duration limit, Progress progress) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        String missing = "it does not answer yet";
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                throw new ApiException(
                        ExitCode.FAILED,
                        "Gantry did not start (exit code " + process.exitValue() + "):",
                        tail(),
                        false);
            }
            Optional<JsonNode> status = status();
            if (status.isPresent()) {
                if (status.get().path("ready").asBoolean(false)) {
                    return status.get();
                }
                missing = StatusCommand.missing(status.get());
                progress.say("Starting, waits for " + StatusCommand.waitsFor(status.get()));
            }
            rest();
        }
        throw new ApiException(
                ExitCode.FAILED,
                "Gantry runs and is not ready after "
                        + Times.brief(limit)
                        + ": "
                        + missing
                        + "; see gantry status and "
                        + console());
    }

    /**
     * Stops it in order. Its supervisor is told first, if it has one, as that would start it again.
     *
     * @param progress told what still runs
     */
    Stopped stop(ProcessHandle process, Duration limit, Progress progress) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        List<String> running = running();
        ProcessHandle told = supervisor().orElse(process);
        told.destroy();
        while ((process.isAlive() || told.isAlive()) && System.nanoTime() < end) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            progress.say(sentence(running, left));
            rest();
            if (process.isAlive()) {
                List<String> now = running();
                running = now.isEmpty() ? running : now;
            }
        }
        return new Stopped(!process.isAlive(), running);
    }

    /** Ends it without order, and its supervisor. */
    void kill(ProcessHandle process) throws IOException {
        supervisor().ifPresent(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        Files.deleteIfExists(home.supervisor());
    }

    /** The last thing that was recorded of its end. */
    Optional<String> lastRecord() throws IOException {
        Path file = home.logs().resolve("supervisor.log");
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast());
    }

    /** What is running of a home when nothing answers. */
    String silence() {
        try {
            return state();
        } catch (IOException e) {
            return "no Gantry answers on the home "
                    + home.path()
                    + ", whose files say no more: "
                    + e;
        }
    }

    private String state() throws IOException {
        Optional<ProcessHandle> process = process();
        if (process.isPresent()) {
            return "process "
                    + process.get().pid()
                    + " serves the home "
                    + home.path()
                    + " and does not answer yet; see "
                    + home.logs();
        }
        String last = lastRecord().map(line -> " (last: " + line + ")").orElse("");
        return supervisor().isPresent()
                ? "Gantry on the home " + home.path() + " died and is started again" + last
                : "no Gantry runs on the home "
                        + home.path()
                        + last
                        + "; start it with: gantry start, or name one with --url, --context or"
                        + " --home";
    }

    /** The supervisor, if there is one. */
    Optional<ProcessHandle> supervisor() {
        try {
            return RunningProcess.supervisor(home);
        } catch (IOException e) {
            throw new ApiException(ExitCode.FAILED, "cannot read " + home.supervisor() + ": " + e);
        }
    }

    /** On one screen. */
    List<String> described(ProcessHandle process, JsonNode status) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Gantry", "runs as process " + process.pid());
        fields.put("Address", url());
        fields.put("Home", home.path().toString());
        fields.put("Output", console().toString());
        fields.put(
                "Since",
                process.info()
                        .startInstant()
                        .map(Instant::toString)
                        .orElse(Nodes.text(status, "startedAt")));
        return Output.fields(fields);
    }

    private String url() {
        try {
            return Files.readString(home.url()).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private Optional<JsonNode> status() throws IOException {
        try (Api api = api()) {
            return Optional.of(api.get("/api/v1/status"));
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    /** What still runs, as far as it can be asked. */
    private List<String> running() throws IOException {
        List<String> running = new ArrayList<>();
        try (Api api = api()) {
            for (JsonNode run : api.get("/api/v1/runs?state=running&limit=100").path("items")) {
                running.add(Nodes.text(run, "id") + " " + Nodes.text(run, "task"));
            }
        } catch (ApiException e) {
            return List.of(); // it is that far already
        }
        return running;
    }

    private Api api() throws IOException {
        return new Api(
                Destination.find(
                        new Destination.Asked(null, null, home.path(), Destination.Named.NONE),
                        around));
    }

    private static String sentence(List<String> running, Duration left) {
        String runs =
                switch (running.size()) {
                    case 0 -> "nothing runs any more";
                    case 1 -> "1 run goes on: " + running.getFirst();
                    default -> running.size() + " runs go on, such as " + running.getFirst();
                };
        return "Stopping, " + left.toSeconds() + " s left; " + runs;
    }

    private List<String> tail() throws IOException {
        String text = new String(Files.readAllBytes(console()), StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    }

    private static boolean on(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder.isEmpty() ? "." : folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static void rest() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ExitCode.FAILED, "interrupted");
        }
    }
}
