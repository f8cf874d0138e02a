package dev.gantry.itests.tasks;

import dev.gantry.api.schema.Default;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Takes what it is told to take, and says when: the oracle of the tests of usage and limits. */
@TaskType(id = "test.busy", title = "Be busy")
public final class Busy implements Task<Busy.Params, Busy.Done> {

    public record Params(
            @Default("PT0S") Duration sleep, @Default("0") int bytes, @Default("") String line) {}

    /** Milliseconds since 1970. */
    public record Done(long began, long ended, int allocated) {}

    @Override
    public Done run(Params params, TaskContext context) throws InterruptedException {
        long began = context.clock().millis();
        context.sleep(params.sleep());
        List<byte[]> kept = new ArrayList<>();
        for (int rest = params.bytes(); rest > 0; rest -= 10_000) {
            kept.add(new byte[10_000]);
        }
        if (!params.line().isEmpty()) {
            context.log().info("{}", params.line());
        }
        return new Done(began, context.clock().millis(), kept.size() * 10_000);
    }
}
