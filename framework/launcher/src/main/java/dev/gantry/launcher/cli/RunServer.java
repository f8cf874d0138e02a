package dev.gantry.launcher.cli;

import dev.gantry.launcher.Configuration;
import dev.gantry.launcher.Home;
import dev.gantry.launcher.Installation;
import dev.gantry.launcher.Server;
import dev.gantry.launcher.StartException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

/**
 * {@code gantry run} without a command of its own: the server. It stands alone since the reading of
 * all that {@link RunCommands} have takes as long as a twentieth of a start.
 */
@Command(name = "run")
class RunServer implements Callable<Integer> {

    @Mixin private ServerOptions options = new ServerOptions();

    @Option(
            names = "--trial",
            description = "Stop as soon as it is ready; fails if it does not get ready.")
    private boolean trial;

    @Override
    public Integer call() throws StartException, InterruptedException {
        Installation installation = Installation.current();
        Home place = installation.home(options.home, System::getenv);
        Configuration configuration =
                Configuration.read(place.settings(), System::getenv, options.settings());
        new Server(installation, place, configuration, System.out).run(trial);
        return ExitCode.OK;
    }
}
