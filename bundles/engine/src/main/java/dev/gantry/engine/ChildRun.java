package dev.gantry.engine;

import dev.gantry.api.task.Child;
import dev.gantry.api.task.ChildFailure;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunResult;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** A child as its parent's attempt sees it. Thread-safe. */
final class ChildRun implements Child {
    private final Children children;
    private final AttemptContext parent;
    private final String name;
    private final String task;
    private final String id;
    private volatile CompletableFuture<Run> end;

    ChildRun(Children children, AttemptContext parent, String name, String task, String id) {
        this.children = children;
        this.parent = parent;
        this.name = name;
        this.task = task;
        this.id = id;
        this.end = children.whenFinished(id);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String task() {
        return task;
    }

    @Override
    public String runId() {
        return id;
    }

    @Override
    public boolean finished() {
        CompletableFuture<Run> now = end;
        return now.isDone() && !(now.isCompletedExceptionally() && retryable(now));
    }

    private static boolean retryable(CompletableFuture<Run> failed) {
        return failed.exceptionNow() instanceof GantryException known && known.retryable();
    }

    @Override
    public <R extends Record> R await(Class<R> type) throws TaskFailure, InterruptedException {
        await();
        String output = end.join().output();
        if (output == null) {
            throw TaskFailure.permanent("child " + name + " (run " + id + ") has no result");
        }
        try {
            return parent.heartbeats().read(children.fitting(output, type), type);
        } catch (GantryException e) {
            throw TaskFailure.permanent(
                    "the result of child "
                            + name
                            + " (run "
                            + id
                            + ") does not fit: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void await() throws TaskFailure, InterruptedException {
        children.await(parent, List.of(this));
    }

    @Override
    public void cancel(String reason) {
        children.cancel(
                id, "parent " + parent.runId() + ": " + Cancelling.cut(reason, "cancelled"));
    }

    CompletableFuture<Run> end() {
        return end;
    }

    /** Asks anew whether it is over. */
    void look() {
        if (!finished()) {
            end = children.whenFinished(id);
        }
    }

    /** Why it did not succeed, or {@code null}; for one that is over. */
    ChildFailure failure() {
        if (end.isCompletedExceptionally()) {
            return new ChildFailure(
                    name,
                    id,
                    "error",
                    "",
                    "what became of child "
                            + name
                            + " ("
                            + task
                            + ", run "
                            + id
                            + ") is not known any more: "
                            + Told.by(end.exceptionNow()));
        }
        Run run = end.join();
        if (run.result() == RunResult.SUCCESS) {
            return null;
        }
        String result = run.result().name().toLowerCase(Locale.ROOT);
        RunError error = run.error();
        String why =
                error == null
                        ? run.reason() == null ? "" : ": " + run.reason()
                        : ": " + error.type() + ": " + error.message();
        return new ChildFailure(
                name,
                id,
                result,
                error == null ? "" : error.type(),
                "child " + name + " (" + task + ", run " + id + ") ended as " + result + why);
    }
}
