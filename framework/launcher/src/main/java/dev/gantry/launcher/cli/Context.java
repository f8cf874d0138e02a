package dev.gantry.launcher.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A server under a name of one's own.
 *
 * @param url its address
 * @param token where its token is; empty if there is none
 * @param ca certificates in PEM that its own is trusted by, instead of those of the JVM
 */
record Context(String name, String url, Optional<Token> token, Optional<Path> ca) {
    /** The name that stands for the Gantry on this machine. */
    static final String LOCAL = "local";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** Where a token is. */
    sealed interface Token {
        /** For people; never the token itself. */
        String shown();
    }

    /** In the contexts' own file. */
    record Kept(String secret) implements Token {
        @Override
        public String shown() {
            return "kept";
        }

        @Override
        public String toString() {
            return "Kept[***]";
        }
    }

    /** In a file of its own. */
    record InFile(Path file) implements Token {
        @Override
        public String shown() {
            return "file " + file;
        }
    }

    /** In an environment variable. */
    record InVariable(String name) implements Token {
        @Override
        public String shown() {
            return "variable " + name;
        }
    }

    /** Checks a name that a person gave. */
    static String named(String name) {
        if (name.equals(LOCAL)) {
            throw new ApiException(
                    ExitCode.USAGE, "local is the Gantry on this machine; take another name");
        }
        if (!NAME.matcher(name).matches()) {
            throw new ApiException(
                    ExitCode.USAGE,
                    "a name of a context has letters, digits, '.', '_' and '-', 64 at most, got "
                            + name);
        }
        return name;
    }
}
