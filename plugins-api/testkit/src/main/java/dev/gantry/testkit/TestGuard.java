package dev.gantry.testkit;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.task.Guard;
import dev.gantry.api.task.TargetUnavailable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Lets calls through, unless the test says that the target is away.
 *
 * @param away for how long, by name
 */
record TestGuard(String name, Map<String, Duration> away, Cancellation cancellation)
        implements Guard {

    @Override
    public <T> T call(Callable<T> call) throws Exception {
        cancellation.check();
        Duration wait = away.get(name);
        if (wait != null) {
            throw new TargetUnavailable(name, wait, "target " + name + " is away in this test");
        }
        return call.call();
    }
}
