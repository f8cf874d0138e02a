package dev.gantry.api.task;

/**
 * A child did not succeed. A task that lets it pass has failed as well, for good: its next attempt
 * would find the same child. Catch it to go on without the child, or to start another one under
 * another name.
 *
 * <pre>{@code
 * try {
 *     child.await();
 * } catch (ChildFailure e) {
 *     context.log().warn("{} ended as {}, going on without it", e.name(), e.result());
 * }
 * }</pre>
 */
public final class ChildFailure extends TaskFailure {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String runId;
    private final String result;
    private final String errorType;

    /**
     * Gantry and the test kit make them.
     *
     * @param name what the parent calls the child
     * @param runId the child's id
     * @param result as in {@link #result()}
     * @param errorType type of the child's error, as its exception's class; may be empty
     * @param message what became of it, for a person
     */
    public ChildFailure(
            String name, String runId, String result, String errorType, String message) {
        super(message, null, true, null);
        this.name = name;
        this.runId = runId;
        this.result = result;
        this.errorType = errorType;
    }

    /** What the parent calls the child. */
    public String name() {
        return name;
    }

    /** The child's id. */
    public String runId() {
        return runId;
    }

    /**
     * How the child ended: {@code failure}, {@code error}, {@code timeout}, {@code cancelled} or
     * {@code skipped}. Further words may come.
     */
    public String result() {
        return result;
    }

    /** Type of the child's error, as its exception's class; may be empty. */
    public String errorType() {
        return errorType;
    }
}
