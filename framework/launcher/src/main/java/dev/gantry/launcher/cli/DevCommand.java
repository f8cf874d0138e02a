package dev.gantry.launcher.cli;

import dev.gantry.launcher.Home;
import dev.gantry.launcher.StartException;
import dev.gantry.launcher.dev.BuildOutput;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code gantry dev}. */
@Command(
        name = "dev",
        description = {
            "Swap a plugin in whenever its project was built, and print what it logs.",
            "Looks into target/ and build/libs/ of the project. Without --url, --context or --home a"
                    + " Gantry of its own is started, with an empty home, and ended with Ctrl-C."
        },
        footer = {
            "",
            "Examples:",
            "  gantry dev my-plugin                   and in another terminal: mvn package",
            "  gantry dev my-plugin --debug           a debugger may attach to 127.0.0.1:5005",
            "  gantry dev my-plugin --context test    swap in at another Gantry"
        })
final class DevCommand implements Callable<Integer> {
    private static final long BETWEEN_LOOKS_MS = 50;

    @Spec private CommandSpec spec;

    @Mixin private Where where = new Where();

    @Mixin private Form form = new Form();

    @Parameters(paramLabel = "PROJECT_DIR", description = "The plugin's project.")
    private Path project;

    @Option(
            names = "--debug",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "5005",
            description =
                    "Let a debugger attach, from this machine only; to port 5005 if none is named.")
    private Integer debug;

    @Option(names = "--port", paramLabel = "N", description = "Port of the API; a free one.")
    private int port;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting for the Gantry that is started.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--override",
            description = "Let in what breaks what is in service; so it is at a Gantry of its own.")
    private boolean override;

    @Override
    public Integer call() throws IOException, StartException {
        if (!Files.isDirectory(project)) {
            throw new ApiException(ExitCode.USAGE, "there is no folder " + project);
        }
        Surroundings around = Surroundings.of(spec);
        Output output = form.output(spec);
        boolean elsewhere = where.elsewhere() || runs(around);
        if (elsewhere && (debug != null || port != 0 || !settings.isEmpty())) {
            throw new ApiException(
                    ExitCode.USAGE,
                    "--debug, --port and --set are for a Gantry that is started here; the one that"
                            + " is named runs already");
        }
        if (elsewhere) {
            return watch(where.find(around), output, override, () -> {});
        }
        DevGantry.Wish wish = new DevGantry.Wish(where.home(), debug, port, settings);
        try (DevGantry gantry = DevGantry.start(wish, around, spec.commandLine().getErr())) {
            output.note(gantry.told());
            return watch(gantry.destination(), output, true, gantry::demand);
        }
    }

    /** Whether the home that is named has its Gantry. */
    private boolean runs(Surroundings around) throws IOException {
        return where.home() != null
                && new Background(around.installation(), new Home(where.home()), around)
                        .process()
                        .isPresent();
    }

    private int watch(Destination destination, Output output, boolean anyway, Runnable alive)
            throws IOException {
        Path copies = Files.createTempDirectory("gantry-dev-copies-");
        copies.toFile().deleteOnExit(); // it is empty whenever Ctrl-C comes
        try (Api api = new Api(destination);
                DevLogs logs = new DevLogs(api, output)) {
            BuildOutput builds = new BuildOutput(project, copies);
            DevLoop loop = new DevLoop(api, output, logs, anyway, InstantSource.system());
            output.note("Looking for builds in " + builds.folders());
            while (!Thread.currentThread().isInterrupted()) {
                alive.run();
                builds.look().forEach(loop::take);
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            DevGantry.remove(copies);
        }
        return ExitCode.OK;
    }
}
