package dev.gantry.launcher.cli;

import dev.gantry.launcher.Installation;

import picocli.CommandLine.Model.CommandSpec;

import java.io.InputStream;
import java.util.function.UnaryOperator;

/**
 * What a command finds around itself.
 *
 * @param environment a variable by its name, or {@code null}
 * @param in what is typed or piped in
 * @param screen whether a person sees the output as it comes
 * @param notes whether a person sees the notes beside it
 */
record Surroundings(
        UnaryOperator<String> environment, InputStream in, boolean screen, boolean notes) {

    /** Set by {@code bin/gantry} to which of {@code out} and {@code err} are a terminal. */
    static final String TERMINAL = "gantry.terminal";

    /** Those of this process. */
    static Surroundings real() {
        String terminal = System.getProperty(TERMINAL, "");
        return new Surroundings(
                System::getenv, System.in, terminal.contains("out"), terminal.contains("err"));
    }

    /** Those of a command. */
    static Surroundings of(CommandSpec spec) {
        return ((Gantry) spec.root().userObject()).surroundings();
    }

    /** A variable that is set and not blank, or {@code null}. */
    String variable(String name) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** Where Gantry is unpacked. */
    Installation installation() {
        return Installation.current();
    }
}
