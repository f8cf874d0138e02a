package dev.gantry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Assertions on a {@link FinishedRun}; each fails with all that Gantry tells of it. */
public final class FinishedRunAssert {
    private final FinishedRun run;

    FinishedRunAssert(FinishedRun run) {
        this.run = run;
    }

    /** It ended well. */
    public FinishedRunAssert succeeded() {
        return ended("success");
    }

    /** It failed, with a message that contains this text. */
    public FinishedRunAssert failed(String text) {
        ended("failure");
        assertTrue(
                run.error().contains(text),
                () -> "the error should say \"%s\"%n%s".formatted(text, story()));
        return this;
    }

    /** It has this result, as {@code timeout}. */
    public FinishedRunAssert ended(String result) {
        assertEquals(result, run.result(), this::story);
        return this;
    }

    /** The task returned this. */
    public FinishedRunAssert output(Record expected) {
        assertEquals(expected, run.output(expected.getClass()), this::story);
        return this;
    }

    /** So many attempts counted. */
    public FinishedRunAssert attempts(int expected) {
        assertEquals(expected, run.attempts(), this::story);
        return this;
    }

    /** One of its log lines contains this text. */
    public FinishedRunAssert logged(String text) {
        assertTrue(
                run.log().stream().anyMatch(line -> line.contains(text)),
                () -> "log should contain \"%s\"%n%s".formatted(text, story()));
        return this;
    }

    private String story() {
        return run.json() + "\n" + String.join("\n", run.log());
    }
}
