package dev.gantry.sample.retry;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.task.Retry;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a shop something. */
@TaskType(
        id = "shop.ask",
        title = "Ask a shop",
        timeout = "PT30S",
        retry = @Retry(attempts = 4, backoff = "PT0.5S..PT1M"))
public final class Ask implements Task<Ask.Question, Ask.Reply> {

    /** Where. */
    public record Question(
            @Doc("Address to ask") URI url,
            @Doc("How long to wait for an answer") @Default("PT5S") Duration patience) {}

    /** What it said. */
    public record Reply(int bytes) {}

    @Override
    public Reply run(Question question, TaskContext context) throws Exception {
        context.log().info("attempt {}", context.attempt());
        // all tasks that name the target spare it together, when it is ill
        return context.target("shop").call(() -> ask(question, context));
    }

    private static Reply ask(Question question, TaskContext context)
            throws IOException, InterruptedException, TaskFailure {
        HttpRequest request =
                HttpRequest.newBuilder(question.url())
                        .timeout(question.patience())
                        .header("Idempotency-Key", context.idempotencyKey())
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return switch (answer.statusCode()) {
                case 200 -> new Reply(answer.body().length());
                // the shop is well, and says no: asking again would not help
                case 400, 401, 403, 404 ->
                        throw TaskFailure.permanent("the shop refuses " + question.url());
                // it says itself when to come again
                case 429, 503 -> throw TaskFailure.retryAfter(wait(answer), "the shop is busy");
                // anything else: again, as @Retry says
                default -> throw new IOException("the shop answered " + answer.statusCode());
            };
        }
    }

    private static Duration wait(HttpResponse<?> answer) {
        return Duration.ofSeconds(answer.headers().firstValueAsLong("Retry-After").orElse(1));
    }
}
