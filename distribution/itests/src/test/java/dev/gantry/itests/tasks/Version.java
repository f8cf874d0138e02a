package dev.gantry.itests.tasks;

import dev.gantry.api.schema.Default;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Says which version of its plugin it is, from its own JAR, before and after it works. */
@TaskType(id = "test.version")
public final class Version implements Task<Version.Params, Version.Seen> {

    public record Params(@Default("PT0S") Duration work) {}

    public record Seen(String before, String after) {}

    @Override
    public Seen run(Params params, TaskContext context) throws IOException, InterruptedException {
        String before = read();
        context.metrics().counter("seen_total", "Runs of this version").increment();
        context.metrics().gauge("length", "Of its text", before::length);
        context.sleep(params.work());
        return new Seen(before, read());
    }

    private static String read() throws IOException {
        try (InputStream in = Version.class.getResourceAsStream("/version.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
