package dev.gantry.detection;

/** A plugin's exception as text, so that nothing of the plugin is kept. */
final class Failure {

    private static final int MAX_DEPTH = 100;

    private Failure() {}

    /**
     * Class, message and place.
     *
     * @param frame in the plugin's code, or {@code null}
     */
    static String text(Throwable failure, String frame) {
        String message = message(failure);
        return failure.getClass().getName()
                + (message.isBlank() ? "" : ": " + message)
                + (frame == null ? "" : ", at " + frame);
    }

    /**
     * As {@link #text}; but a detector that refuses its configuration while it looks says in its
     * message what is wrong, which is all there is to say. Of what only extends that exception, as
     * {@link NumberFormatException}, the message alone does not.
     */
    static String told(Throwable failure, String frame) {
        boolean refusal = failure.getClass() == IllegalArgumentException.class;
        String message = refusal ? message(failure) : "";
        return message.isBlank() ? text(failure, frame) : message;
    }

    private static String message(Throwable failure) {
        try {
            String message = failure.getMessage();
            return message == null ? "" : message;
        } catch (RuntimeException | Error e) {
            return "its message could not be read: " + e.getClass().getName();
        }
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

    private static Throwable cause(Throwable failure) {
        try {
            return failure.getCause();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    /** A frame without its class loader and module. */
    static String shown(StackTraceElement frame) {
        return frame.getClassName()
                + "."
                + frame.getMethodName()
                + "("
                + frame.getFileName()
                + ":"
                + frame.getLineNumber()
                + ")";
    }
}
