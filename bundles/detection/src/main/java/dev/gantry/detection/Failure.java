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
        String message;
        try {
            message = failure.getMessage();
        } catch (RuntimeException | Error e) {
            message = "its message could not be read: " + e.getClass().getName();
        }
        return failure.getClass().getName()
                + (message == null || message.isBlank() ? "" : ": " + message)
                + (frame == null ? "" : ", at " + frame);
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
