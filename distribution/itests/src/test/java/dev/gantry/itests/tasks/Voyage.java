package dev.gantry.itests.tasks;

import dev.gantry.api.context.Span;
import dev.gantry.api.task.Retry;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Has a command run, then works until it is killed; after that it fails once, and then succeeds.
 */
@TaskType(id = "test.voyage", retry = @Retry(attempts = 3, backoff = "PT0.1S..PT0.2S"))
public final class Voyage implements Task<Voyage.Params, Voyage.Report> {

    public record Params(Path folder) {}

    public record Report(String baggage) {}

    @Override
    public Report run(Params params, TaskContext context) throws Exception {
        Path sailed = params.folder().resolve("sailed");
        String script = "echo \"$TRACEPARENT $TRACESTATE $BAGGAGE\" > " + params.folder() + "/env";
        context.child("exec", "process.exec", Map.of("command", List.of("sh", "-c", script)))
                .await();
        if (!Files.exists(sailed)) {
            // long enough for the store to know of this attempt
            context.sleep(Duration.ofMillis(2500));
            Files.createFile(sailed);
            context.sleep(Duration.ofMinutes(2));
        }
        try (Span span = context.span("land").attribute("attempt", context.attempt())) {
            if (context.attempt() == 1) {
                IOException failure = new IOException("no harbour");
                span.error(failure);
                throw failure;
            }
        }
        return new Report(context.trace().baggage("user.id").orElse("nobody"));
    }
}
