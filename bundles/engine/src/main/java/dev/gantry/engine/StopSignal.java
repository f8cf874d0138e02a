package dev.gantry.engine;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.context.CancelledException;
import dev.gantry.api.context.Registration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/** The wish that an attempt stops, and who waits to hear of it. Thread-safe. */
final class StopSignal implements Cancellation {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

    /** Who wishes. */
    enum Cause {
        /** A person or program. */
        CANCEL,
        /** The attempt's time limit. */
        TIMEOUT,
        /** The attempt gave no sign of life for too long. */
        SILENT,
        /** The run's deadline. */
        DEADLINE,
        /** Gantry, because it stops. */
        SHUTDOWN,
        /** The catalogue, because the revision is taken away. */
        REVOKED;

        /** As the type of an error. */
        String type() {
            return switch (this) {
                case TIMEOUT, DEADLINE -> "timeout";
                case SILENT -> "heartbeat";
                case REVOKED -> "revoked";
                case CANCEL, SHUTDOWN -> "cancelled";
            };
        }
    }

    /** A wish; the first one stands. */
    record Request(Cause cause, String message, long at) {}

    private final ClassLoader loader;
    private final List<Runnable> actions = new ArrayList<>();
    private volatile Request request;

    StopSignal(ClassLoader loader) {
        this.loader = loader;
    }

    /** What the plugin's code has as context class loader. */
    ClassLoader loader() {
        return loader;
    }

    /** The wish, or {@code null}. */
    Request request() {
        return request;
    }

    void ask(Cause cause, String message, long at) {
        List<Runnable> waiting;
        synchronized (this) {
            if (request != null) {
                return;
            }
            request = new Request(cause, message, at);
            waiting = List.copyOf(actions);
            actions.clear();
        }
        if (!waiting.isEmpty()) {
            Thread.ofVirtual().name("stop-actions").start(() -> waiting.forEach(this::call));
        }
    }

    private void call(Runnable action) {
        Thread.currentThread().setContextClassLoader(loader);
        try {
            action.run();
        } catch (Throwable e) {
            LOG.warn("An action on a stop request failed", e);
        }
    }

    @Override
    public boolean requested() {
        return request != null;
    }

    @Override
    public void check() {
        Request now = request;
        if (now != null) {
            throw new CancelledException(now.message());
        }
    }

    @Override
    public Registration onRequest(Runnable action) {
        Runnable once = action::run;
        synchronized (this) {
            if (request == null) {
                actions.add(once);
                return () -> withdraw(once);
            }
        }
        call(action);
        return () -> {};
    }

    private synchronized void withdraw(Runnable action) {
        actions.remove(action);
    }
}
