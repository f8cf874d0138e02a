package dev.gantry.testkit;

import dev.gantry.api.task.PhasedTask;

import java.util.ArrayList;
import java.util.List;

/** The phases of one attempt, as Gantry calls them. */
final class Phases {
    private final List<String> called = new ArrayList<>();
    private final String lastOfLife;
    private final Runnable death;

    /**
     * @param lastOfLife after which phase the process dies; {@code null} for none
     * @param death does not return
     */
    Phases(String lastOfLife, Runnable death) {
        this.lastOfLife = lastOfLife;
        this.death = death;
    }

    synchronized List<String> called() {
        return List.copyOf(called);
    }

    <P extends Record, H, R> R walk(PhasedTask<P, H, R> task, P params, TestTaskContext context)
            throws Exception {
        begin("prepare");
        H held = task.prepare(params, context);
        end("prepare");
        try {
            context.cancellation().check();
            begin("execute");
            R result = task.execute(params, held, context);
            end("execute");
            context.cancellation().check();
            begin("commit");
            task.commit(params, held, result, context);
            end("commit");
            return result;
        } catch (Throwable cause) {
            begin("rollback");
            try {
                task.rollback(params, held, cause, context.uncancelled());
            } catch (Throwable further) {
                cause.addSuppressed(further);
            }
            throw cause;
        }
    }

    private synchronized void begin(String phase) {
        called.add(phase);
    }

    private void end(String phase) {
        if (phase.equals(lastOfLife)) {
            death.run();
        }
    }
}
