package dev.gantry.launcher.cli;

import java.util.List;

/** A command that did not do what it should: one sentence, and which exit code tells it. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient List<String> fields;
    private final boolean away;

    ApiException(int exitCode, String message) {
        this(exitCode, message, List.of());
    }

    ApiException(int exitCode, String message, List<String> fields) {
        this(exitCode, message, fields, exitCode == ExitCode.UNREACHABLE);
    }

    /**
     * @param away whether Gantry is not there, or not ready, and may be soon
     */
    ApiException(int exitCode, String message, List<String> fields, boolean away) {
        super(message);
        this.away = away;
        this.exitCode = exitCode;
        this.fields = List.copyOf(fields);
    }

    /** Whether Gantry is not there, or not ready, and may be soon. */
    boolean away() {
        return away;
    }

    int exitCode() {
        return exitCode;
    }

    /** What is wrong with single fields; often empty. */
    List<String> fields() {
        return fields;
    }
}
