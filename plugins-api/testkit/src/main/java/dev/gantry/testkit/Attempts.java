package dev.gantry.testkit;

import dev.gantry.api.task.Retry;
import dev.gantry.api.task.TargetUnavailable;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.api.task.TaskType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Attempts that follow each other as a task type says. */
final class Attempts {
    private static final int MOST = 1000;

    private Attempts() {}

    /** How long an attempt may give no sign of life; {@code null} for any time. */
    static Duration heartbeat(Class<?> task) {
        TaskType type = task.getAnnotation(TaskType.class);
        return type == null || type.heartbeat().isEmpty() ? null : Duration.parse(type.heartbeat());
    }

    /** How long an attempt may take; {@code null} for any time. */
    static Duration timeout(Class<?> task) {
        TaskType type = task.getAnnotation(TaskType.class);
        return type == null || type.timeout().isEmpty() ? null : Duration.parse(type.timeout());
    }

    static <R> List<TaskRun<R>> of(TaskRunner tasks, Class<?> task, Supplier<TaskRun<R>> attempt) {
        TaskType type = task.getAnnotation(TaskType.class);
        if (type == null) {
            throw new AssertionError(
                    task.getName() + " has no @TaskType, which says how often it is tried");
        }
        Retry retry = type.retry();
        Instant first = tasks.clock().peek();
        List<TaskRun<R>> all = new ArrayList<>();
        int counted = 0;
        while (true) {
            TaskRun<R> last = attempt.get();
            all.add(last);
            if (!last.heartbeats().isEmpty()) {
                tasks.resumeFrom(last.heartbeats().getLast());
            }
            boolean uncounted = uncounted(last);
            counted += uncounted ? 0 : 1;
            Duration wait = wait(retry, last, counted);
            boolean late =
                    last.result() != TaskRun.Result.LOST
                            && !retry.within().isEmpty()
                            && tasks.clock()
                                    .peek()
                                    .plus(wait)
                                    .isAfter(first.plus(Duration.parse(retry.within())));
            if (uncounted && !late) {
                tasks.clock().advance(wait);
                demandAnEnd(all, last);
                continue;
            }
            if (counted == retry.attempts() || late || over(retry, last)) {
                return all;
            }
            tasks.clock().advance(wait);
            tasks.attempt(counted + 1);
        }
    }

    /** Gantry's end, and a target that is ill, are not the task's fault. */
    private static boolean uncounted(TaskRun<?> run) {
        return run.result() == TaskRun.Result.LOST
                || run.result() == TaskRun.Result.FAILURE
                        && run.failure() instanceof TargetUnavailable;
    }

    private static void demandAnEnd(List<? extends TaskRun<?>> all, TaskRun<?> last) {
        if (all.size() > MOST) {
            throw new AssertionError(
                    "after %d attempts that do not count the run is not over: %s"
                            .formatted(all.size(), last.failure()));
        }
    }

    private static boolean over(Retry retry, TaskRun<?> run) {
        return switch (run.result()) {
            case SUCCESS, CANCELLED -> true;
            case TIMEOUT, LOST -> false;
            case FAILURE ->
                    run.failure() instanceof TaskFailure told && told.permanent()
                            || Stream.of(retry.unless())
                                    .anyMatch(type -> type.isInstance(run.failure()));
        };
    }

    private static Duration wait(Retry retry, TaskRun<?> run, int attempt) {
        if (run.result() == TaskRun.Result.LOST) {
            return Duration.ZERO;
        }
        if (run.result() == TaskRun.Result.FAILURE
                && run.failure() instanceof TaskFailure told
                && told.retryAfter().isPresent()) {
            return told.retryAfter().get();
        }
        String[] waits = retry.backoff().split("\\.\\.");
        Duration wait = Duration.parse(waits[0]);
        Duration most = Duration.parse(waits[1]);
        for (int i = 1; i < attempt && wait.compareTo(most) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(most) < 0 ? wait : most;
    }
}
