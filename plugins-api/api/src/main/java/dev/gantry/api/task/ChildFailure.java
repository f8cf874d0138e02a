package dev.gantry.api.task;

/**
 * A child did not succeed. A task that lets it pass has failed as well, for good: its next attempt
 * would find the same child. Catch it to go on without the child, or to start another one under
 * another name.
 */
public final class ChildFailure extends TaskFailure {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String runId;
    private final String result;
    private final String errorType;

    /**
     * @param name what the parent calls the child
     * @param runId the child's id
     * @param result {@code failure}, {@code error}, {@code timeout}, {@code cancelled} or {@code
     *     skipped}
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

    /** {@code failure}, {@code error}, {@code timeout}, {@code cancelled} or {@code skipped}. */
    public String result() {
        return result;
    }

    /** Type of the child's error, as its exception's class; may be empty. */
    public String errorType() {
        return errorType;
    }
}
