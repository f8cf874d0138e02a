package dev.gantry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.TaskFailure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Assertions on a {@link TaskRun}; each fails with what the run said. */
public final class TaskRunAssert<R> {
    private final TaskRun<R> run;

    TaskRunAssert(TaskRun<R> run) {
        this.run = run;
    }

    /** It returned. */
    public TaskRunAssert<R> succeeded() {
        return ended(TaskRun.Result.SUCCESS);
    }

    /** It threw. */
    public TaskRunAssert<R> failed() {
        return ended(TaskRun.Result.FAILURE);
    }

    /** It threw, whatever it was, after it had been asked to stop. */
    public TaskRunAssert<R> cancelled() {
        return ended(TaskRun.Result.CANCELLED);
    }

    /** It threw, whatever it was, after its deadline had passed. */
    public TaskRunAssert<R> timedOut() {
        return ended(TaskRun.Result.TIMEOUT);
    }

    /** The process that it ran in died. */
    public TaskRunAssert<R> lost() {
        return ended(TaskRun.Result.LOST);
    }

    /** It returned this. */
    public TaskRunAssert<R> output(R expected) {
        assertEquals(expected, run.output(), this::story);
        return this;
    }

    /** What it returned is as described. */
    public TaskRunAssert<R> output(String description, Predicate<? super R> expected) {
        assertTrue(
                expected.test(run.output()),
                () -> "output: %s, but was %s%n%s".formatted(description, run.output(), story()));
        return this;
    }

    /** It threw this type, with a message that contains this text. */
    public TaskRunAssert<R> failure(Class<? extends Throwable> type, String text) {
        assertInstanceOf(type, run.failure(), this::story);
        String message = Objects.requireNonNullElse(run.failure().getMessage(), "");
        assertTrue(
                message.contains(text),
                () -> "failure should say \"%s\"%n%s".formatted(text, story()));
        return this;
    }

    /** It threw a {@link TaskFailure} after which another attempt is pointless, saying this. */
    public TaskRunAssert<R> permanently(String text) {
        failure(TaskFailure.class, text);
        assertTrue(((TaskFailure) run.failure()).permanent(), this::story);
        return this;
    }

    /** It threw a {@link TaskFailure} that asks to wait this long. */
    public TaskRunAssert<R> retryAfter(Duration wait) {
        var failure = assertInstanceOf(TaskFailure.class, run.failure(), this::story);
        assertEquals(wait, failure.retryAfter().orElse(null), this::story);
        return this;
    }

    /** Its last progress was this. */
    public TaskRunAssert<R> progress(double fraction) {
        assertTrue(!run.progress().isEmpty(), () -> "no progress was reported\n" + story());
        assertEquals(fraction, run.progress().getLast().fraction(), 1e-9, this::story);
        return this;
    }

    /** One of its log lines contains this text. */
    public TaskRunAssert<R> logged(String text) {
        assertTrue(
                run.log().stream().anyMatch(line -> line.text().contains(text)),
                () -> "log should contain \"%s\"%n%s".formatted(text, story()));
        return this;
    }

    /** None of its log lines contains this text. */
    public TaskRunAssert<R> notLogged(String text) {
        assertTrue(
                run.log().stream().noneMatch(line -> line.text().contains(text)),
                () -> "log should not contain \"%s\"%n%s".formatted(text, story()));
        return this;
    }

    /** What it passed to {@code heartbeat} last. */
    public TaskRunAssert<R> heartbeat(Record detail) {
        assertTrue(!run.heartbeats().isEmpty(), () -> "there was no heartbeat\n" + story());
        assertEquals(detail, run.heartbeats().getLast(), this::story);
        return this;
    }

    /**
     * Its {@link dev.gantry.api.schema.Secret} values were in nothing that it said: log, progress,
     * output, failure, trace, metrics. Gantry would put {@code ***} there, and nothing of use.
     *
     * @param names of components of its parameters or settings that had to be handed out; of
     *     settings only those count that it asked for
     */
    public TaskRunAssert<R> keptSecrets(String... names) {
        assertKept(run.secrets(), this::story, names);
        return this;
    }

    static void assertKept(SecretUse secrets, Supplier<String> story, String... names) {
        assertTrue(
                !secrets.handedOut().isEmpty() && secrets.handedOut().containsAll(List.of(names)),
                () ->
                        "it was to be handed the @Secret %s, but was handed %s%n%s"
                                .formatted(List.of(names), secrets.handedOut(), story.get()));
        assertTrue(
                secrets.shown().isEmpty(),
                () -> "a secret is shown: " + String.join("; ", secrets.shown()));
    }

    /**
     * Every platform thread that it started ends within two seconds. What keeps the plugin's
     * classes in other ways is found by {@link GantryAssertions#assertUnloads}.
     */
    public TaskRunAssert<R> leftNoThreads() {
        List<Thread> left = Threads.thatStay(run.threads());
        assertTrue(
                left.isEmpty(),
                () ->
                        "it left threads behind, which hold the plugin in memory for ever; end them"
                                + " in a finally block: "
                                + left);
        return this;
    }

    /** It opened and closed a span of this name. */
    public TaskRunAssert<R> traced(String span) {
        assertTrue(
                run.spans().stream().anyMatch(each -> each.closed() && each.name().equals(span)),
                () -> "there should be a span \"%s\"%n%s".formatted(span, story()));
        return this;
    }

    /**
     * It opened and closed a span of this name, of which it said this.
     *
     * @param value a text, a {@link Long}, {@link Double} or {@link Boolean}
     */
    public TaskRunAssert<R> traced(String span, String attribute, Object value) {
        assertTrue(
                run.spans().stream()
                        .anyMatch(
                                each ->
                                        each.closed()
                                                && each.name().equals(span)
                                                && value.equals(each.attributes().get(attribute))),
                () ->
                        "there should be a span \"%s\" with %s = %s%n%s"
                                .formatted(span, attribute, value, story()));
        return this;
    }

    /**
     * A counter or gauge of the plugin has this value, after all runs of the test so far.
     *
     * @param name as the plugin calls it
     * @param labels pairs of name and value
     */
    public TaskRunAssert<R> metric(String name, double value, String... labels) {
        assertEquals(
                value,
                run.metrics().value(name, labels).orElse(Double.NaN),
                1e-9,
                () -> "metrics: " + run.metrics() + "\n" + story());
        return this;
    }

    /**
     * A timer of the plugin was told so often how long something took, in all runs of the test so
     * far.
     *
     * @param name as the plugin calls it
     * @param labels pairs of name and value
     */
    public TaskRunAssert<R> timed(String name, int times, String... labels) {
        assertEquals(
                times,
                run.metrics().times(name, labels).size(),
                () -> "metrics: " + run.metrics() + "\n" + story());
        return this;
    }

    /** These phases were called, in this order. */
    public TaskRunAssert<R> phases(String... names) {
        assertEquals(List.of(names), run.phases(), this::story);
        return this;
    }

    private TaskRunAssert<R> ended(TaskRun.Result expected) {
        assertEquals(expected, run.result(), this::story);
        return this;
    }

    private String story() {
        var text = new StringBuilder("the run ended as " + run.result());
        if (run.failure() != null) {
            text.append(TestLog.format("", run.failure()));
        }
        run.log()
                .forEach(
                        line ->
                                text.append("\n  ")
                                        .append(line.level())
                                        .append(' ')
                                        .append(line.text()));
        run.spans().forEach(span -> text.append("\n  ").append(span));
        return text.toString();
    }
}
