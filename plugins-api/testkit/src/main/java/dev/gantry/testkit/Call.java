package dev.gantry.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A call of plugin code the way Gantry does it: on a virtual thread, with its class loader. */
final class Call<T> {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
    private final Thread thread;

    /**
     * What the code returned or threw: exactly one of both, unless it returned {@code null} or the
     * process it ran in is no more.
     */
    record Answer<T>(T value, Throwable thrown, boolean crashed) {}

    Call(Object plugin, Callable<T> code) {
        thread = Thread.ofVirtual().name("under-test").unstarted(() -> answer.complete(of(code)));
        thread.setContextClassLoader(plugin.getClass().getClassLoader());
    }

    static <T> Answer<T> of(Object plugin, Callable<T> code) {
        return new Call<>(plugin, code).await();
    }

    Answer<T> await() {
        thread.start();
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new AssertionError("the test was interrupted", e);
        } catch (TimeoutException e) {
            var stuck = new AssertionError("still running after " + PATIENCE.toSeconds() + " s");
            stuck.setStackTrace(thread.getStackTrace());
            thread.interrupt();
            throw stuck;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends the call as the death of a process does: the thread that says so never goes on. */
    void crash() {
        answer.complete(new Answer<>(null, null, true));
        while (true) {
            LockSupport.park();
        }
    }

    private static <T> Answer<T> of(Callable<T> code) {
        try {
            return new Answer<>(code.call(), null, false);
        } catch (Throwable thrown) {
            return new Answer<>(null, thrown, false);
        }
    }
}
