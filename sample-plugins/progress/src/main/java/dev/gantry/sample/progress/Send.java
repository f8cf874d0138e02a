package dev.gantry.sample.progress;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Range;
import dev.gantry.api.task.Retry;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Sends letters, slowly, one after the other. */
@TaskType(id = "letters.send", title = "Send letters", retry = @Retry(attempts = 3))
public final class Send implements Task<Send.Params, Send.Report> {

    /** How many. */
    public record Params(
            @Doc("Letters to send") @Default("10") @Range(min = 1, max = 10_000) int letters,
            @Doc("How long each of them takes") @Default("PT0.2S") Duration each) {}

    /** How many were sent by this attempt and by all. */
    public record Report(int now, int all) {}

    /** Where it is: remembered with the run, also over a crash. */
    public record Sent(int letters) {}

    @Override
    public Report run(Params params, TaskContext context) throws InterruptedException {
        int before = context.resume(Sent.class).map(Sent::letters).orElse(0);
        if (before > 0) {
            context.log().info("going on after letter {}", before);
        }
        List<Integer> rest = IntStream.rangeClosed(before + 1, params.letters()).boxed().toList();
        for (int letter : context.track(rest)) { // progress, and a stop between two letters
            context.sleep(params.each()); // ends at once when the run shall stop
            context.log().info("letter {} is sent", letter);
            context.heartbeat(new Sent(letter));
        }
        return new Report(rest.size(), params.letters());
    }
}
