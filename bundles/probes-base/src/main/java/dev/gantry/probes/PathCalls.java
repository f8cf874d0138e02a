package dev.gantry.probes;

import dev.gantry.api.context.WorkContext;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/**
 * Calls into file systems, each on a thread of its own: where a server of files is away, the
 * operating system lets nobody out of the call. While a path holds such a thread it is not asked
 * again; whoever else asks the same in the meantime waits for his turn. One for all looks.
 * Thread-safe.
 */
public final class PathCalls {
    private final ConcurrentMap<Asked, Call> under = new ConcurrentHashMap<>();

    private record Asked(Path path, String question) {}

    private static final class Call {
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile Thread thread;
        private volatile boolean late;
    }

    /** A path did not answer in time; the message goes on after what did not. */
    public static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean again;

        NoAnswer(boolean again) {
            super(
                    again
                            ? "has not answered since an earlier look; it is not asked again until it"
                                    + " does"
                            : "did not answer in time");
            this.again = again;
        }

        /** Whether it was not asked at all, since it still owes an earlier answer. */
        public boolean again() {
            return again;
        }
    }

    /** As {@link #call(WorkContext, Path, String, Callable, Runnable)}, of a path as such. */
    public <T> T call(WorkContext context, Path path, Callable<T> work) throws Exception {
        return call(context, path, "", work, () -> {});
    }

    /**
     * Works, until shortly before the deadline of the look.
     *
     * @param path that may not answer
     * @param question what it is asked; while it answers one, others are asked besides
     * @param stop as in {@link Bounded#call(Callable, Runnable)}
     * @return what the work returned
     * @throws NoAnswer if the time was over, now or in an earlier look that still waits
     * @throws dev.gantry.api.context.CancelledException if the look shall stop
     * @throws Exception what the work threw
     */
    public <T> T call(
            WorkContext context, Path path, String question, Callable<T> work, Runnable stop)
            throws Exception {
        if (under.entrySet().stream()
                .anyMatch(each -> each.getKey().path().equals(path) && each.getValue().late)) {
            throw new NoAnswer(true);
        }
        Asked asked = new Asked(path, question);
        Call mine = new Call();
        for (Call other = under.putIfAbsent(asked, mine);
                other != null;
                other = under.putIfAbsent(asked, mine)) {
            await(other, context);
        }
        try {
            return Bounded.by(context)
                    .inNativeCode()
                    .call(
                            () -> {
                                mine.thread = Thread.currentThread();
                                try {
                                    if (mine.late) {
                                        throw new CancellationException();
                                    }
                                    return work.call();
                                } finally {
                                    end(asked, mine);
                                }
                            },
                            stop);
        } catch (TimeoutException e) {
            throw new NoAnswer(false);
        } finally {
            mine.late = true;
            if (mine.thread == null || !mine.thread.isAlive()) {
                end(asked, mine);
            }
        }
    }

    private static void await(Call other, WorkContext context) throws Exception {
        if (other.late) {
            throw new NoAnswer(true);
        }
        try {
            Bounded.by(context)
                    .call(
                            () -> {
                                other.ended.await();
                                return null;
                            });
        } catch (TimeoutException e) {
            throw new NoAnswer(true);
        }
    }

    private void end(Asked asked, Call call) {
        under.remove(asked, call);
        call.ended.countDown();
    }
}
