package dev.gantry.sample.files;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Range;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deletes files that nobody touched for a while.
 *
 * <p>It finds first and deletes afterwards: so the limit on the number of files holds before
 * anything is gone, and the progress knows the whole. Each file is judged again just before it
 * goes, since it may have been written to meanwhile. Repeating an attempt is harmless.
 */
@TaskType(
        id = "files.cleanup",
        title = "Clean up files",
        description = "Deletes files of a folder by age, size and name; dryRun only says which.")
public final class Cleanup implements Task<Cleanup.Params, Cleanup.Report> {
    private static final int ERRORS = 100;

    private final Path home;

    /** What the console's form, the schema and the command line are made from. */
    public record Params(
            @Doc("Folder to clean; never the root or a folder that contains the home folder")
                    Path directory,
            @Doc("Delete what was not modified for this long") @Default("P7D") Duration olderThan,
            @Doc("Delete only what is larger than this, in bytes") @Range(min = 0)
                    Optional<Long> largerThan,
            @Doc("File name pattern; with a slash it is matched with the path below the folder")
                    @Default("*")
                    @Length(min = 1, max = 1000)
                    String glob,
            @Doc("Go into the folders below, too") @Default("false") boolean recursive,
            @Doc("Only say what would go") @Default("false") boolean dryRun,
            @Doc("Delete nothing at all if more files than this match")
                    @Default("10000")
                    @Range(min = 1, max = 1_000_000)
                    int maxDelete) {}

    /** What was done. */
    public record Report(
            @Doc("Files that were deleted; with dryRun, those that would be") int deleted,
            @Doc("Their size in bytes") long bytes,
            @Doc("Files that match the name pattern and stay") int kept,
            @Doc("What could not be looked at or deleted, the first 100") List<String> errors) {}

    /** Spares the home folder of the user that Gantry runs as. */
    public Cleanup() {
        this(Path.of(System.getProperty("user.home")));
    }

    Cleanup(Path home) {
        this.home = home;
    }

    @Override
    public Report run(Params params, TaskContext context) throws IOException, TaskFailure {
        Selection files = new Selection(params.directory(), params.glob(), params.recursive());
        refuseDangerous(files.root());
        refuseProtected(files.root(), context);
        if (params.olderThan().isNegative()) {
            throw TaskFailure.permanent("`olderThan`: use a positive duration such as P7D");
        }
        Instant limit = context.clock().instant().minus(params.olderThan());

        var tally = new Tally(context);
        List<Path> stale = find(files, params, limit, tally);
        for (Path file : context.track(stale)) {
            clean(file, params, limit, tally);
        }
        context.log()
                .info(
                        "{} {} files with {} bytes, kept {}",
                        params.dryRun() ? "would delete" : "deleted",
                        tally.deleted,
                        tally.bytes,
                        tally.kept);
        return new Report(tally.deleted, tally.bytes, tally.kept, List.copyOf(tally.errors));
    }

    private void refuseDangerous(Path root) throws IOException, TaskFailure {
        boolean holdsHome = Files.isDirectory(home) && home.toRealPath().startsWith(root);
        if (root.getParent() == null || holdsHome) {
            throw TaskFailure.permanent(
                    "`directory`: %s is the root or contains the home folder, which is never cleaned;"
                                    .formatted(root)
                            + " name a folder further down");
        }
    }

    private static void refuseProtected(Path root, TaskContext context) throws TaskFailure {
        if (context.settings(Guard.class).protects(root)) {
            throw TaskFailure.permanent(
                    "`directory`: %s is protected by this plugin's setting `protect`;"
                                    .formatted(root)
                            + " name another folder, or ask the operator");
        }
    }

    private static List<Path> find(Selection files, Params params, Instant limit, Tally tally)
            throws IOException, TaskFailure {
        List<Path> stale = new ArrayList<>();
        files.walk(
                new Selection.Visitor() {
                    @Override
                    public void file(Path file, BasicFileAttributes attributes) throws TaskFailure {
                        if (!stale(attributes, params, limit)) {
                            tally.kept++;
                        } else if (stale.size() == params.maxDelete()) {
                            throw TaskFailure.permanent(
                                    "more than %d files match, so none was deleted;"
                                                    .formatted(params.maxDelete())
                                            + " narrow `glob` or raise `maxDelete`");
                        } else {
                            stale.add(file);
                        }
                    }

                    @Override
                    public void unreadable(Path file, IOException why) {
                        tally.error(file, why);
                    }
                },
                tally.context.cancellation());
        return stale;
    }

    private static void clean(Path file, Params params, Instant limit, Tally tally) {
        try {
            var now =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean moved = !file.getParent().toRealPath().equals(file.getParent());
            // asked anew for each file: what an operator protects now is spared from now on
            boolean spared = tally.context.settings(Guard.class).protects(file);
            if (spared || moved || !now.isRegularFile() || !stale(now, params, limit)) {
                tally.kept++;
                return;
            }
            if (params.dryRun()) {
                tally.context.log().info("would delete {}", file);
            } else {
                Files.delete(file);
                tally.freed(now.size());
                tally.context.log().debug("deleted {}", file);
            }
            tally.deleted++;
            tally.bytes += now.size();
        } catch (NoSuchFileException e) {
            tally.context.log().debug("{} was gone already", file);
        } catch (IOException e) {
            tally.error(file, e);
        }
    }

    private static boolean stale(BasicFileAttributes file, Params params, Instant limit) {
        return !file.lastModifiedTime().toInstant().isAfter(limit)
                && params.largerThan().map(size -> file.size() > size).orElse(true);
    }

    /** What happened so far. */
    private static final class Tally {
        private final TaskContext context;
        private final List<String> errors = new ArrayList<>();
        private int deleted;
        private long bytes;
        private int kept;

        Tally(TaskContext context) {
            this.context = context;
        }

        /** Shown as {@code gantry_plugin_files_deleted_total} and {@code …_freed_bytes_total}. */
        void freed(long size) {
            var metrics = context.metrics();
            metrics.counter("deleted_total", "Files that were deleted").increment();
            metrics.counter("freed_bytes_total", "Their size in bytes").add(size);
        }

        void error(Path file, IOException why) {
            context.log().warn("cannot delete {}: {}", file, why.toString());
            if (errors.size() < ERRORS) {
                errors.add(file + ": " + why.getClass().getSimpleName());
            }
        }
    }
}
