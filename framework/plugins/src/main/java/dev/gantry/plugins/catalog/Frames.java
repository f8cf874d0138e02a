package dev.gantry.plugins.catalog;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a plugin's own code in stack traces.
 *
 * @param classes names of all classes in its JAR
 */
public record Frames(Set<String> classes) {
    private static final Pattern FRAME =
            Pattern.compile("\\s*at (?:[^/\\s]*/)*([^/(\\s]+)\\((.*)\\)");

    /** The first frame in the plugin's code, through causes and suppressed exceptions. */
    public Optional<String> first(Throwable failure) {
        return first(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private Optional<String> first(Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return Optional.empty();
        }
        Optional<String> found =
                first(failure.getStackTrace()).or(() -> first(failure.getCause(), seen));
        for (Throwable suppressed : failure.getSuppressed()) {
            found = found.or(() -> first(suppressed, seen));
        }
        return found;
    }

    /** The first frame in the plugin's code. */
    public Optional<String> first(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (classes.contains(frame.getClassName())) {
                return Optional.of(
                        frame.getClassName()
                                + "."
                                + frame.getMethodName()
                                + "("
                                + (frame.getFileName() == null
                                        ? "unknown source"
                                        : frame.getFileName() + ":" + frame.getLineNumber())
                                + ")");
            }
        }
        return Optional.empty();
    }

    /** The first frame in the plugin's code, in the text of a stack trace. */
    public Optional<String> first(String trace) {
        for (String line : trace.lines().toList()) {
            Matcher frame = FRAME.matcher(line);
            if (frame.matches()) {
                String method = frame.group(1);
                int dot = method.lastIndexOf('.');
                if (dot > 0 && classes.contains(method.substring(0, dot))) {
                    return Optional.of(method + "(" + frame.group(2) + ")");
                }
            }
        }
        return Optional.empty();
    }
}
