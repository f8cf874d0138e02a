package dev.gantry.itests.tasks;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.util.Map;

/** Says everywhere what a browser would run, if it were let. */
@TaskType(id = "test.scripted", title = Scripted.MARK, description = Scripted.MARK)
public final class Scripted implements Task<Scripted.Params, Scripted.Said> {
    /** Becomes an element, and runs, where it is not taken as text. */
    public static final String MARK =
            "<img src=/favicon.ico?none onerror=ran=1><b data-injected>here</b>";

    /**
     * @param text said by all means there are
     * @param fails whether it fails in the end
     */
    public record Params(
            @Doc(Scripted.MARK) @Default(Scripted.MARK) String text,
            @Default("false") boolean fails) {}

    public record Said(String text, Map<String, String> more) {}

    @Override
    public Said run(Params params, TaskContext context) {
        context.progress(0.5, params.text());
        context.log().info("{}", params.text());
        context.log().error(params.text(), new IllegalStateException(params.text()));
        if (params.fails()) {
            throw new IllegalArgumentException(params.text());
        }
        return new Said(params.text(), Map.of(params.text(), params.text()));
    }
}
