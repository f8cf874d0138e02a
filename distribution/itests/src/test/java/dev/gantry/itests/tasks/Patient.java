package dev.gantry.itests.tasks;

import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Works for long, heeds a wish to stop, and writes down whether it was rolled back. */
@TaskType(id = "test.patient")
public final class Patient implements PhasedTask<Patient.Params, String, Patient.Receipt> {

    public record Params(Path trail) {}

    public record Receipt(String text) {}

    @Override
    public String prepare(Params params, TaskContext context) {
        return "held";
    }

    @Override
    public Receipt execute(Params params, String held, TaskContext context) throws Exception {
        step(params, "execute");
        context.sleep(Duration.ofMinutes(2));
        return new Receipt(held);
    }

    @Override
    public void commit(Params params, String held, Receipt result, TaskContext context) {}

    @Override
    public void rollback(Params params, String held, Throwable cause, TaskContext context)
            throws IOException {
        step(params, "rollback");
    }

    private static void step(Params params, String phase) throws IOException {
        Files.writeString(
                params.trail(), phase + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
