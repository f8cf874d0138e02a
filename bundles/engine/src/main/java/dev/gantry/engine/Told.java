package dev.gantry.engine;

import dev.gantry.api.task.TargetUnavailable;

import java.util.function.UnaryOperator;

/**
 * What failures say, in texts of bounded length. Exceptions of plugins may fail themselves when
 * asked; that goes no further.
 */
final class Told {
    private static final int MAX_MESSAGE = 4000;
    private static final int MAX_CAUSES = 5;
    private static final int MAX_DEPTH = 100;

    private Told() {}

    /** The messages of a failure, its causes and what it suppressed. */
    static String by(Throwable failure) {
        return by(failure, UnaryOperator.identity());
    }

    /**
     * The same, as it may be shown.
     *
     * @param shown takes secrets out of a message, before it is cut
     */
    static String by(Throwable failure, UnaryOperator<String> shown) {
        StringBuilder told = new StringBuilder(message(failure, shown));
        Throwable cause = cause(failure);
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause(cause)) {
            String more = message(cause, shown);
            if (told.indexOf(more) < 0) {
                told.append("; caused by ")
                        .append(cause.getClass().getName())
                        .append(": ")
                        .append(more);
            }
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (told.length() > MAX_MESSAGE) {
                break;
            }
            told.append("; and ")
                    .append(suppressed.getClass().getName())
                    .append(": ")
                    .append(message(suppressed, shown));
        }
        return cut(told.toString());
    }

    /** Whether memory ran out, as a failure or one of its causes says. */
    static boolean outOfMemory(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < MAX_DEPTH; depth++, at = cause(at)) {
            if (at instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    /** What could not be called, as a failure or one of its causes says; else {@code null}. */
    static TargetUnavailable unavailable(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < MAX_DEPTH; depth++, at = cause(at)) {
            if (at instanceof TargetUnavailable found) {
                return found;
            }
        }
        return null;
    }

    private static String message(Throwable failure, UnaryOperator<String> shown) {
        try {
            String message = failure.getMessage();
            return message == null ? failure.getClass().getSimpleName() : cut(shown.apply(message));
        } catch (Throwable e) {
            return failure.getClass().getSimpleName();
        }
    }

    private static Throwable cause(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable e) {
            return null;
        }
    }

    /** Two messages in one, of which neither takes the other one's room. */
    static String both(String first, String second) {
        int room = Math.max(MAX_MESSAGE / 2, MAX_MESSAGE - second.length());
        return cut(cut(first, room) + second);
    }

    static String cut(String message) {
        return cut(message, MAX_MESSAGE);
    }

    private static String cut(String message, int most) {
        return message.length() <= most ? message : message.substring(0, most) + "…";
    }
}
