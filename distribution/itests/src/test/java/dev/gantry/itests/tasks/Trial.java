package dev.gantry.itests.tasks;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Says its version; one that ends in {@code .fails} fails, one that ends in {@code .slow} takes
 * long.
 */
@TaskType(id = "test.trial")
public final class Trial implements Task<Trial.Params, Trial.Done> {
    private static final Duration LONG = Duration.ofMillis(150);

    public record Params() {}

    public record Done(String version) {}

    @Override
    public Done run(Params params, TaskContext context) throws IOException, InterruptedException {
        String version = version();
        if (version.endsWith(".fails")) {
            throw new IllegalStateException("this version fails");
        }
        if (version.endsWith(".slow")) {
            context.sleep(LONG);
        }
        return new Done(version);
    }

    private static String version() throws IOException {
        try (InputStream in = Trial.class.getResourceAsStream("/version.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
