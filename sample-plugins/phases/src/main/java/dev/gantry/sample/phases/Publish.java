package dev.gantry.sample.phases;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Publishes a page: readers see the old one or the whole new one, whatever goes wrong. */
@TaskType(id = "page.publish", title = "Publish a page")
public final class Publish implements PhasedTask<Publish.Page, Publish.Draft, Publish.Report> {

    /** What to publish, and where. */
    public record Page(
            @Doc("Folder with the pages") Path folder,
            @Doc("Name of the page") @Length(min = 1, max = 100) String name,
            @Doc("Its paragraphs") List<String> text,
            @Doc("Pretend that a reader finds a mistake") @Default("false") boolean mistake) {}

    /** What prepare holds for the later phases. */
    public record Draft(Path file, Path page) {}

    /** What came of it. */
    public record Report(long bytes) {}

    /** Reserves: from here on there is something to undo. */
    @Override
    public Draft prepare(Page page, TaskContext context) throws IOException {
        Path file = Files.createTempFile(page.folder(), page.name(), ".draft");
        context.log().info("prepare: {}", file.getFileName());
        return new Draft(file, page.folder().resolve(page.name() + ".txt"));
    }

    /** Does the work, on what nobody sees yet. */
    @Override
    public Report execute(Page page, Draft draft, TaskContext context)
            throws IOException, TaskFailure {
        for (String paragraph : context.track(page.text())) {
            Files.writeString(draft.file(), paragraph + "\n", StandardOpenOption.APPEND);
        }
        if (page.mistake()) {
            throw TaskFailure.permanent("a reader found a mistake");
        }
        context.log().info("execute: {} paragraphs", page.text().size());
        return new Report(Files.size(draft.file()));
    }

    /** Makes it final, in one step. */
    @Override
    public void commit(Page page, Draft draft, Report report, TaskContext context)
            throws IOException {
        Files.move(draft.file(), draft.page(), StandardCopyOption.ATOMIC_MOVE);
        context.log().info("commit: {}", draft.page().getFileName());
    }

    /** Undoes what prepare and execute did: after a failure, a timeout and a cancel. */
    @Override
    public void rollback(Page page, Draft draft, Throwable cause, TaskContext context)
            throws IOException {
        Files.deleteIfExists(draft.file());
        context.log().info("rollback, as {}", cause.getMessage());
    }
}
