package dev.gantry.http;

/** Ends the handling of a request with a problem. */
public class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** With the problem to answer. */
    public ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** What to answer. */
    public final Problem problem() {
        return problem;
    }
}
