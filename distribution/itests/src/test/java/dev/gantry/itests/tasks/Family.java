package dev.gantry.itests.tasks;

import dev.gantry.api.task.Child;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Has children leave marks, and adds up what they say. */
@TaskType(id = "test.family")
public final class Family implements Task<Family.Params, Family.Sum> {

    public record Params(Path file, int children, Duration work) {}

    public record Sum(int value, int attempt) {}

    public record Done(int number) {}

    @Override
    public Sum run(Params params, TaskContext context) throws Exception {
        List<Child> all = new ArrayList<>();
        for (int i = 1; i <= params.children(); i++) {
            Map<String, Object> mark =
                    Map.of("file", params.file(), "number", i, "work", params.work());
            all.add(context.child("mark-" + i, "test.mark", mark));
        }
        context.awaitAll(all);
        int sum = 0;
        for (Child child : all) {
            sum += child.await(Done.class).number();
        }
        return new Sum(sum, context.attempt());
    }
}
