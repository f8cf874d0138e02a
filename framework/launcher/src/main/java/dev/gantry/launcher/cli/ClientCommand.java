package dev.gantry.launcher.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
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
            return call(api, form.output(spec));
        }
    }

    /** Does it, and says with which exit code to end. */
    abstract int call(Api api, Output output) throws IOException;
}
