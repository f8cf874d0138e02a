package dev.gantry.itests.tasks;

import dev.gantry.api.schema.Default;
import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes down which phases it went through; fails in the phases that it is told to. */
@TaskType(id = "test.transfer")
public final class Transfer implements PhasedTask<Transfer.Params, String, Transfer.Receipt> {

    public record Params(Path trail, @Default("") String failIn) {}

    public record Receipt(String text) {}

    @Override
    public String prepare(Params params, TaskContext context) throws IOException {
        step(params, "prepare");
        return "held";
    }

    @Override
    public Receipt execute(Params params, String held, TaskContext context) throws IOException {
        step(params, "execute");
        return new Receipt(held);
    }

    @Override
    public void commit(Params params, String held, Receipt result, TaskContext context)
            throws IOException {
        step(params, "commit");
    }

    @Override
    public void rollback(Params params, String held, Throwable cause, TaskContext context)
            throws IOException {
        step(params, "rollback");
    }

    private static void step(Params params, String phase) throws IOException {
        Files.writeString(
                params.trail(), phase + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (params.failIn().contains(phase)) {
            throw new IllegalStateException(phase + " fails");
        }
    }
}
