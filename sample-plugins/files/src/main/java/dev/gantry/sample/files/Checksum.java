package dev.gantry.sample.files;

import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Matches;
import dev.gantry.api.schema.Range;
import dev.gantry.api.task.Retry;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Computes checksums of files. Progress goes by bytes. What is done is remembered with heartbeats,
 * so that an attempt after a crash goes on where the last one was, unless a file changed meanwhile.
 */
@TaskType(
        id = "files.checksum",
        title = "Checksums of files",
        description = "Lists the files of a folder with size and checksum.",
        retry = @Retry(attempts = 2))
public final class Checksum implements Task<Checksum.Params, Checksum.Report> {
    private static final Duration REMEMBER_EVERY = Duration.ofSeconds(1);
    private static final int CHUNK = 128 * 1024;

    /** What to read, and how. */
    public record Params(
            @Doc("Folder with the files") Path directory,
            @Doc("File name pattern; with a slash it is matched with the path below the folder")
                    @Default("*")
                    @Length(min = 1, max = 1000)
                    String glob,
            @Doc("Go into the folders below, too") @Default("false") boolean recursive,
            @Doc("Message digest: SHA-256, SHA-512, SHA3-256, SHA-1 or MD5")
                    @Default("SHA-256")
                    @Matches("SHA-256|SHA-512|SHA3-256|SHA-1|MD5")
                    String algorithm,
            @Doc("Refuse to begin if more files than this match")
                    @Default("10000")
                    @Range(min = 1, max = 100_000)
                    int maxFiles) {}

    /** One file. */
    public record Sum(
            @Doc("Path below the folder") String path,
            @Doc("Size in bytes") long size,
            @Doc("Digest in hexadecimal digits") String checksum) {}

    /** All files, by path. */
    public record Report(
            @Doc("The files, ordered by path") List<Sum> files,
            @Doc("Bytes in all files") long bytes,
            @Doc("Files that could not be read, or vanished") List<String> unreadable) {}

    /** What a heartbeat keeps: the checksums so far. */
    public record Position(List<Done> done) {}

    /** A checksum, and the state of the file that it holds for. */
    public record Done(String path, long size, Instant modified, String checksum) {}

    private record Candidate(String path, Path file, long size, Instant modified) {}

    @Override
    public Report run(Params params, TaskContext context) throws IOException, TaskFailure {
        MessageDigest digest = digest(params.algorithm());
        List<String> unreadable = new ArrayList<>();
        List<Candidate> files = find(params, context, unreadable);
        Map<String, Done> known =
                context.resume(Position.class).stream()
                        .flatMap(position -> position.done().stream())
                        .collect(
                                Collectors.toMap(
                                        Done::path, Function.identity(), (first, second) -> first));
        if (!known.isEmpty()) {
            context.log().info("going on after {} files of an earlier attempt", known.size());
        }

        var bytes = new Count(context, files.stream().mapToLong(Candidate::size).sum());
        List<Done> done = new ArrayList<>();
        Instant remembered = context.clock().instant();
        for (Candidate file : files) {
            context.cancellation().check();
            Done before = known.get(file.path());
            if (unchanged(file, before)) {
                done.add(before);
                bytes.add(file.size(), file.path());
                continue;
            }
            try {
                String checksum = read(file, digest, bytes, context);
                done.add(new Done(file.path(), file.size(), file.modified(), checksum));
            } catch (IOException e) {
                context.log().warn("cannot read {}: {}", file.path(), e.toString());
                unreadable.add(file.path());
            }
            Instant now = context.clock().instant();
            if (!now.isBefore(remembered.plus(REMEMBER_EVERY))) {
                context.heartbeat(new Position(List.copyOf(done)));
                remembered = now;
            }
        }
        context.progress(1, "");
        return new Report(
                done.stream().map(d -> new Sum(d.path(), d.size(), d.checksum())).toList(),
                done.stream().mapToLong(Done::size).sum(),
                List.copyOf(unreadable));
    }

    private static MessageDigest digest(String algorithm) throws TaskFailure {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw TaskFailure.permanent(
                    "`algorithm`: this Java knows no %s; use SHA-256".formatted(algorithm), e);
        }
    }

    private static List<Candidate> find(Params params, TaskContext context, List<String> unreadable)
            throws IOException, TaskFailure {
        var selection = new Selection(params.directory(), params.glob(), params.recursive());
        List<Candidate> found = new ArrayList<>();
        selection.walk(
                new Selection.Visitor() {
                    @Override
                    public void file(Path file, BasicFileAttributes attributes) throws TaskFailure {
                        if (found.size() == params.maxFiles()) {
                            throw TaskFailure.permanent(
                                    "more than %d files match; narrow `glob` or raise `maxFiles`"
                                            .formatted(params.maxFiles()));
                        }
                        found.add(
                                new Candidate(
                                        selection.root().relativize(file).toString(),
                                        file,
                                        attributes.size(),
                                        attributes.lastModifiedTime().toInstant()));
                    }

                    @Override
                    public void unreadable(Path file, IOException why) {
                        unreadable.add(selection.root().relativize(file).toString());
                    }
                },
                context.cancellation());
        found.sort(Comparator.comparing(Candidate::path));
        return found;
    }

    private static boolean unchanged(Candidate file, Done before) {
        return before != null
                && before.size() == file.size()
                && before.modified().equals(file.modified());
    }

    private static String read(
            Candidate file, MessageDigest digest, Count bytes, TaskContext context)
            throws IOException {
        digest.reset();
        byte[] chunk = new byte[CHUNK];
        long size = 0;
        try (InputStream in = Files.newInputStream(file.file(), LinkOption.NOFOLLOW_LINKS)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                context.cancellation().check();
                digest.update(chunk, 0, n);
                size += n;
                bytes.add(n, file.path());
            }
        }
        if (size != file.size()) {
            throw new IOException("its size changed while it was read");
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Turns bytes into progress. */
    private static final class Count {
        private final TaskContext context;
        private final long all;
        private long seen;

        Count(TaskContext context, long all) {
            this.context = context;
            this.all = all;
        }

        void add(long bytes, String path) {
            seen += bytes;
            context.progress((double) seen / Math.max(1, all), path);
        }
    }
}
