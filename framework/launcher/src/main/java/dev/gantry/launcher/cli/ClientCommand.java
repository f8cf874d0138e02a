package dev.gantry.launcher.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A command that asks a Gantry that is up. */
abstract class ClientCommand implements Callable<Integer> {

    @Spec CommandSpec spec;

    @Mixin private Where where = new Where();

    @Mixin private Form form = new Form();

    @Option(names = "--verbose", description = "Show more, such as raw detail.")
    boolean verbose;

    @Override
    public final Integer call() throws IOException {
        try (Api api = new Api(where.find(Surroundings.of(spec)))) {
            Output output = form.output(spec);
            Optional<Looking> looking = Looking.of(spec).filter(each -> each.asked);
            return looking.isEmpty()
                    ? call(api, output)
                    : looking.get().watch(output, screen(output), each -> call(api, each));
        }
    }

    /** Long work, of which a person sees how far it is. */
    final Progress progress(String what) {
        return new Progress(spec.commandLine().getErr(), Surroundings.of(spec).notes(), what);
    }

    private Optional<Screen> screen(Output output) {
        String heading = spec.qualifiedName() + ", watched; end it with Ctrl-C";
        return Surroundings.of(spec).screen() && output.forPeople()
                ? Optional.of(new Screen(output.out(), heading, Screen.Size::now))
                : Optional.empty();
    }

    /** Does it, and says with which exit code to end. */
    abstract int call(Api api, Output output) throws IOException;
}
