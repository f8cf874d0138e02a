package dev.gantry.plugins.leak;

import java.util.List;

/** Reads stacks for people. */
final class Stacks {
    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    private Stacks() {}

    /** The first frame from the top that is not the JDK's, or {@code null}. */
    static String first(List<String> frames) {
        return frames.stream().filter(f -> !ofTheJdk(f)).findFirst().orElse(null);
    }

    /** Whether a class is one of the JDK. */
    static boolean ofTheJdk(String type) {
        return JDK.stream().anyMatch(type::startsWith);
    }
}
