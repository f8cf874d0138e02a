package dev.gantry.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Calls plugin code the way Gantry does: on a virtual thread, with the plugin's class loader. */
final class Call {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Call() {}

    /** What the code returned or threw; exactly one of both, unless it returned {@code null}. */
    record Answer<T>(T value, Throwable thrown) {}

    static <T> Answer<T> of(Object plugin, Callable<T> code) {
        var answer = new FutureTask<>(() -> answer(code));
        Thread thread = Thread.ofVirtual().name("under-test").unstarted(answer);
        thread.setContextClassLoader(plugin.getClass().getClassLoader());
        thread.start();
        try {
            if (!thread.join(PATIENCE)) {
                var stuck =
                        new AssertionError("still running after " + PATIENCE.toSeconds() + " s");
                stuck.setStackTrace(thread.getStackTrace());
                thread.interrupt();
                throw stuck;
            }
            return answer.resultNow();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new AssertionError("the test was interrupted", e);
        }
    }

    private static <T> Answer<T> answer(Callable<T> code) {
        try {
            return new Answer<>(code.call(), null);
        } catch (Throwable thrown) {
            return new Answer<>(null, thrown);
        }
    }
}
