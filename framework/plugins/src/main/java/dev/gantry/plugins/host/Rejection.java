package dev.gantry.plugins.host;

import java.util.Set;
import java.util.concurrent.CompletionException;

/** A revision is not let in; the message is the one sentence that is shown everywhere. */
final class Rejection extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient String detail;
    private final transient Set<String> waitsFor;

    Rejection(String sentence) {
        this(sentence, null, Set.of());
    }

    Rejection(String sentence, String detail) {
        this(sentence, detail, Set.of());
    }

    /**
     * @param waitsFor what would make another try worthwhile, see {@link Wants}
     */
    Rejection(String sentence, String detail, Set<String> waitsFor) {
        super(sentence);
        this.detail = detail;
        this.waitsFor = Set.copyOf(waitsFor);
    }

    /** What somebody's failure to start means. */
    static Rejection of(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Rejection rejection
                ? rejection
                : new Rejection("it failed to start: " + cause, Failures.trace(cause));
    }

    /** Raw text behind the sentence, or {@code null}. */
    String detail() {
        return detail;
    }

    Set<String> waitsFor() {
        return waitsFor;
    }
}
