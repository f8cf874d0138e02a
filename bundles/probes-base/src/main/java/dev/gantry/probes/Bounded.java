package dev.gantry.probes;

import dev.gantry.api.context.CancelledException;
import dev.gantry.api.context.WorkContext;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work that waits for others, on a thread of its own that is interrupted when the time is over or
 * the look shall stop. A virtual thread that waits for a socket then loses the socket, and so ends
 * at once whatever library is in between. Shares nothing. Immutable.
 */
public final class Bounded {
    private static final Duration WITHOUT_DEADLINE = Duration.ofSeconds(30);
    private static final Duration RESERVE = Duration.ofMillis(500);
    private static final Duration LONGEST_TO_END = Duration.ofMillis(250);

    private final WorkContext context;
    private final Duration limit;
    private final ThreadFactory threads;

    private Bounded(WorkContext context, Duration limit, ThreadFactory threads) {
        this.context = context;
        this.limit = limit;
        this.threads = threads;
    }

    /** On virtual threads, for what waits for sockets; until shortly before the deadline. */
    public static Bounded by(WorkContext context) {
        return new Bounded(context, left(context), Thread.ofVirtual().name("probe").factory());
    }

    /** On platform threads, for native code that would hold the carrier of a virtual one. */
    public Bounded inNativeCode() {
        return new Bounded(context, limit, Thread.ofPlatform().daemon().name("probe").factory());
    }

    /** What is left until the deadline of the look, with some time to say what became of it. */
    public static Duration left(WorkContext context) {
        Optional<Duration> whole =
                context.deadline().map(end -> Duration.between(context.clock().instant(), end));
        if (whole.isEmpty()) {
            return WITHOUT_DEADLINE;
        }
        Duration tenth = whole.get().dividedBy(10);
        Duration left = whole.get().minus(tenth.compareTo(RESERVE) < 0 ? tenth : RESERVE);
        return left.isPositive() ? left : Duration.ofMillis(1);
    }

    /** How long work may take. */
    public Duration limit() {
        return limit;
    }

    /** How long work that was interrupted is waited for: less than is left until the deadline. */
    private Duration toEnd() {
        Duration part = limit.dividedBy(20);
        return part.compareTo(LONGEST_TO_END) < 0 ? part : LONGEST_TO_END;
    }

    /** As {@link #call(Callable, Runnable)}, with nothing else to do. */
    public <T> T call(Callable<T> work) throws Exception {
        return call(work, () -> {});
    }

    /**
     * Works.
     *
     * @param stop ends the work where an interrupt does not; called before it, on another thread
     *     than the work's, and must not block for long
     * @return what the work returned
     * @throws TimeoutException if the time was over; the work was interrupted
     * @throws CancelledException if the look shall stop; the work was interrupted
     * @throws Exception what the work threw
     */
    public <T> T call(Callable<T> work, Runnable stop) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = threads.newThread(task);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        context.cancellation().check();
        Runnable end =
                () -> {
                    stop.run();
                    task.cancel(true);
                };
        thread.start();
        try (var asked = context.cancellation().onRequest(end)) {
            T answer = task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            context.cancellation().check();
            return answer;
        } catch (ExecutionException e) {
            context.cancellation().check();
            throw cause(e);
        } catch (CancellationException | TimeoutException | InterruptedException e) {
            end.run();
            thread.join(toEnd());
            context.cancellation().check();
            throw e;
        }
    }

    private static Exception cause(ExecutionException failure) {
        return switch (failure.getCause()) {
            case Exception inner -> inner;
            case Error error -> throw error;
            default -> failure;
        };
    }
}
