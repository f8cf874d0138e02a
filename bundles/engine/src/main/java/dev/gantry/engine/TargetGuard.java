package dev.gantry.engine;

import dev.gantry.api.context.CancelledException;
import dev.gantry.api.task.Guard;
import dev.gantry.api.task.TargetUnavailable;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.resilience.TargetClosedException;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.run.GantryException;

import java.util.concurrent.Callable;

/** Stands before a target for one attempt. Thread-safe. */
final class TargetGuard implements Guard {
    private final Targets targets;
    private final StopSignal signal;
    private final String name;

    TargetGuard(Targets targets, StopSignal signal, String name) {
        this.targets = targets;
        this.signal = signal;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public <T> T call(Callable<T> call) throws Exception {
        signal.check();
        Targets.Pass pass = enter();
        try {
            T answer = call.call();
            pass.succeeded();
            return answer;
        } catch (Throwable e) {
            if (signal.requested()
                    || e instanceof CancelledException
                    || e instanceof InterruptedException) {
                pass.cutOff();
            } else if (e instanceof TaskFailure told && told.permanent()) {
                pass.succeeded();
            } else {
                pass.failed();
            }
            throw e;
        }
    }

    private Targets.Pass enter() throws TaskFailure, InterruptedException {
        if (name.startsWith(TaskBreakers.PREFIX)) {
            throw TaskFailure.permanent(
                    "target " + name + " is Gantry's own; name what is called without task:");
        }
        try {
            return targets.enter(name);
        } catch (TargetClosedException e) {
            throw new TargetUnavailable(name, e.after(), e.getMessage());
        } catch (GantryException e) {
            throw TaskFailure.permanent(e.getMessage());
        }
    }
}
