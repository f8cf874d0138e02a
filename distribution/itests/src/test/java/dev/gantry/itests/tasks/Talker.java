package dev.gantry.itests.tasks;

import dev.gantry.api.needs.Needs;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Secret;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Says much, and what it should not. */
@TaskType(id = "test.talk")
@Needs(secrets = true)
public final class Talker implements Task<Talker.Params, Talker.Said> {
    /**
     * @param lines how many
     * @param pause after every hundredth
     * @param password said, too
     */
    public record Params(
            @Default("10") int lines, @Default("PT0S") Duration pause, @Secret String password) {}

    public record Said(String text) {}

    @Override
    public Said run(Params params, TaskContext context) throws Exception {
        for (int n = 1; n <= params.lines(); n++) {
            context.log().info("line {}", n);
            if (n % 100 == 0) {
                context.progress((double) n / params.lines(), "line " + n);
                context.sleep(params.pause());
            }
        }
        byte[] login = ("me:" + params.password()).getBytes(StandardCharsets.UTF_8);
        context.log().warn("{} {}", params.password(), Base64.getEncoder().encodeToString(login));
        return new Said("with " + params.password());
    }
}
