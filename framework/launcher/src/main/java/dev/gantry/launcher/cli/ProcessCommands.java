package dev.gantry.launcher.cli;

import dev.gantry.launcher.Configuration;
import dev.gantry.launcher.Home;
import dev.gantry.launcher.StartException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code gantry start}, {@code stop} and {@code restart}. */
final class ProcessCommands {
    /** What a stop takes beside its own limit. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private ProcessCommands() {}

    /** Works on a Gantry of this machine. */
    abstract static class OnHome implements Callable<Integer> {
        @Spec CommandSpec spec;

        @Mixin Form form = new Form();

        final Background background(Path home) {
            Surroundings around = Surroundings.of(spec);
            Home place = around.installation().home(home, around.environment());
            return new Background(around.installation(), place, around);
        }

        final Progress progress(String what) {
            return new Progress(spec.commandLine().getErr(), Surroundings.of(spec).notes(), what);
        }

        final int start(
                Background background, ServerOptions options, boolean supervised, Starting how)
                throws IOException, StartException {
            // what is wrong with a setting is said here and not in a log
            Configuration.read(
                    background.home().settings(),
                    Surroundings.of(spec).environment(),
                    options.settings());
            Process process = background.start(options, supervised);
            ObjectNode answer = Api.JSON.createObjectNode();
            if (!how.wait) {
                answer.put("pid", process.pid());
                form.output(spec)
                        .answer(answer, () -> List.of("Gantry starts; see: gantry status"));
                return ExitCode.OK;
            }
            try (Progress progress = progress("Starting")) {
                answer.setAll((ObjectNode) background.awaitReady(process, how.timeout, progress));
            }
            ProcessHandle gantry = background.process().orElse(process.toHandle());
            form.output(spec).answer(answer, () -> background.described(gantry, answer));
            return ExitCode.OK;
        }

        /** Whether it is over; says what is left. */
        final boolean stop(Background background, Duration timeout, boolean force)
                throws IOException, StartException {
            ProcessHandle process = background.process().orElseThrow();
            Duration limit = timeout;
            if (limit == null) {
                Configuration configuration =
                        Configuration.read(
                                background.home().settings(),
                                Surroundings.of(spec).environment(),
                                Map.of());
                limit =
                        configuration
                                .duration("gantry.stop.timeout", Duration.ofSeconds(30))
                                .plus(SLACK);
            }
            Background.Stopped stopped;
            try (Progress progress = progress("Stopping")) {
                stopped = background.stop(process, limit, progress);
            }
            if (!stopped.ended() && force) {
                background.kill(process);
            }
            boolean over = stopped.ended() || force;
            ObjectNode answer = Api.JSON.createObjectNode();
            answer.put("pid", process.pid()).put("stopped", over);
            answer.put("inOrder", stopped.ended());
            var left = answer.putArray("left");
            stopped.left().forEach(left::add);
            form.output(spec).answer(answer, () -> said(process, stopped, over));
            return over;
        }

        private static List<String> said(
                ProcessHandle process, Background.Stopped stopped, boolean over) {
            List<String> lines = new ArrayList<>();
            lines.add(
                    !over
                            ? "Gantry, process "
                                    + process.pid()
                                    + ", is still stopping; end it with: gantry stop --force"
                            : stopped.ended()
                                    ? "Gantry is stopped."
                                    : "Gantry was ended by force.");
            if (!stopped.left().isEmpty()) {
                lines.add(
                        (stopped.left().size() == 1 ? "1 run" : stopped.left().size() + " runs")
                                + " went on when it was last asked; what was not over begins again"
                                + " at the next start:");
                stopped.left().forEach(run -> lines.add("  " + run));
            }
            return lines;
        }
    }

    /** How long to wait for the start. */
    static final class Starting {
        @Option(
                names = "--no-wait",
                negatable = true,
                description = "Do not wait until it is ready.")
        boolean wait = true;

        @Option(
                names = "--start-timeout",
                paramLabel = "DURATION",
                defaultValue = "60s",
                converter = Times.Converter.class,
                description = "How long it may take to be ready; 60s.")
        Duration timeout = Duration.ofSeconds(60);
    }

    /** How long to wait for the stop. */
    static final class Stopping {
        @Option(
                names = "--timeout",
                paramLabel = "DURATION",
                converter = Times.Converter.class,
                description = "How long to wait for its end; gantry.stop.timeout and 5s.")
        Duration timeout;

        @Option(
                names = "--force",
                description =
                        "Then end it without order; what runs begins again at the next start.")
        boolean force;
    }

    @Command(
            name = "start",
            description = "Start Gantry in the background, and wait until it is ready.",
            footer = {
                "",
                "When it dies it is started again, after 1 s, then 2, 4, up to 60 s; after 10 deaths in a",
                "row (GANTRY_RESTARTS), none of which lived ten minutes, it is given up. What happened is",
                "in logs/supervisor.log. A clean stop and a wrong setting end it."
            })
    static final class Start extends OnHome {
        @Mixin private ServerOptions options = new ServerOptions();
        @Mixin private Starting how = new Starting();

        @Option(names = "--no-supervise", description = "Do not start it again when it dies.")
        private boolean alone;

        @Override
        public Integer call() throws IOException, StartException {
            return start(background(options.home), options, !alone, how);
        }
    }

    @Command(
            name = "stop",
            description = "Stop the Gantry of a home in order, and say what still runs.")
    static final class Stop extends OnHome {
        @Option(
                names = "--home",
                paramLabel = "DIR",
                description = "Home of the Gantry; else GANTRY_HOME, else the installation.")
        private Path home;

        @Mixin private Stopping how = new Stopping();

        @Override
        public Integer call() throws IOException, StartException {
            Background background = background(home);
            if (background.process().isEmpty()) {
                Optional<ProcessHandle> supervisor = background.supervisor();
                supervisor.ifPresent(ProcessHandle::destroy);
                throw new ApiException(
                        supervisor.isPresent() ? ExitCode.OK : ExitCode.UNREACHABLE,
                        supervisor.isPresent()
                                ? "Gantry had died and is not started again"
                                : "no Gantry runs on the home " + background.home().path());
            }
            return stop(background, how.timeout, how.force) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    @Command(
            name = "restart",
            description = "Stop the Gantry of a home and start it with what it was started with.")
    static final class Restart extends OnHome {
        @Mixin private ServerOptions options = new ServerOptions();
        @Mixin private Stopping stopping = new Stopping();
        @Mixin private Starting starting = new Starting();

        @Override
        public Integer call() throws IOException, StartException {
            Background background = background(options.home);
            boolean supervised = options.recall(background.home());
            if (background.process().isPresent()
                    && !stop(background, stopping.timeout, stopping.force)) {
                return ExitCode.FAILED;
            }
            Optional<ProcessHandle> waiting = background.supervisor();
            if (waiting.isPresent()) {
                // it died, and its supervisor waits before it starts it again
                waiting.get().destroy();
                waiting.get().onExit().orTimeout(10, TimeUnit.SECONDS).join();
            }
            return start(background, options, supervised, starting);
        }
    }
}
