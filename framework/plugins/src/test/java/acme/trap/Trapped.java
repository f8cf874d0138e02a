package acme.trap;

import dev.gantry.api.schema.Default;
import dev.gantry.api.task.Retry;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.util.List;
import java.util.Map;

/** A task that is full of traps. */
@Graded(Grade.HIGH)
@TaskType(id = "trap.task", retry = @Retry(attempts = 2, unless = Trapped.Failure.class))
public final class Trapped implements Task<Trapped.Params, Trapped.Done> {
    private static final int SPRUNG = Trap.spring("task-class");

    public record Params(@Graded(Grade.HIGH) @Default("GOOD") Mood mood, Map<String, Inner> inner)
            implements Shape {
        private static final int SPRUNG = Trap.spring("parameter-record");

        public Params {
            Trap.spring("constructor" + SPRUNG);
        }
    }

    public record Inner(List<Mood> moods) {
        static {
            Trap.spring("inner-record");
        }
    }

    public record Done(@Graded(Grade.HIGH) int sprung) {
        static {
            Trap.spring("result-record");
        }
    }

    public static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        static {
            Trap.spring("failure");
        }
    }

    public Trapped() {
        Trap.spring("task");
    }

    @Override
    public Done run(Params params, TaskContext context) {
        return new Done(SPRUNG);
    }
}
