package dev.gantry.detection;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.context.CancelledException;
import dev.gantry.api.context.Registration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/** The request to end an inspection. Thread-safe; calls no plugin code while it holds its lock. */
final class StopRequest implements Cancellation {

    private static final Logger LOG = LoggerFactory.getLogger(StopRequest.class);

    private final List<Runnable> actions = new ArrayList<>();
    private String reason;

    /** Raises the flag, and calls what waits for it on a thread of its own. */
    void request(String why) {
        List<Runnable> waiting;
        synchronized (actions) {
            if (reason != null) {
                return;
            }
            reason = why;
            waiting = List.copyOf(actions);
            actions.clear();
        }
        if (!waiting.isEmpty()) {
            Thread.ofVirtual().name("check-stop").start(() -> waiting.forEach(StopRequest::call));
        }
    }

    @Override
    public boolean requested() {
        synchronized (actions) {
            return reason != null;
        }
    }

    @Override
    public void check() {
        synchronized (actions) {
            if (reason != null) {
                throw new CancelledException(reason);
            }
        }
    }

    @Override
    public Registration onRequest(Runnable action) {
        boolean now;
        synchronized (actions) {
            now = reason != null;
            if (!now) {
                actions.add(action);
            }
        }
        if (now) {
            call(action);
        }
        return () -> {
            synchronized (actions) {
                actions.remove(action);
            }
        };
    }

    private static void call(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("an action on a request to stop failed", e);
        }
    }
}
