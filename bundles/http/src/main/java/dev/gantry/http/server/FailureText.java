package dev.gantry.http.server;

import java.util.List;

/** Reads the message out of a stack trace. */
final class FailureText {
    private static final String CAUSE = "Caused by: ";

    private FailureText() {}

    /** The message of the deepest cause; its type where it has no message. */
    static String message(String trace) {
        if (trace == null || trace.isBlank()) {
            return "It failed to start; the log tells why.";
        }
        List<String> heads =
                trace.lines()
                        .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                        .toList();
        String deepest =
                heads.stream()
                        .filter(line -> line.startsWith(CAUSE))
                        .reduce((first, second) -> second)
                        .map(line -> line.substring(CAUSE.length()))
                        .orElse(heads.isEmpty() ? trace.strip() : heads.getFirst());
        int colon = deepest.indexOf(": ");
        return colon > 0 && deepest.substring(0, colon).matches("([\\w$]+\\.)+[A-Z][\\w$]*")
                ? deepest.substring(colon + 2)
                : deepest;
    }
}
