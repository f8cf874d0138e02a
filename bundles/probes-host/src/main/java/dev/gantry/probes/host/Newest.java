package dev.gantry.probes.host;

import dev.gantry.api.context.WorkContext;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Finds the file that was written last. */
final class Newest {
    private static final int DEPTH = 32;
    private static final int MOST = 1_000_000;

    private final WorkContext context;

    /** A file as it was found. */
    record Seen(Path path, Instant written, long size) {}

    /**
     * What was found.
     *
     * @param count how many there are
     */
    record Match(Optional<Seen> newest, long count) {}

    Newest(WorkContext context) {
        this.context = context;
    }

    /**
     * The newest file.
     *
     * @param glob names in the folder {@code target}; empty for {@code target} itself
     * @throws java.util.regex.PatternSyntaxException if the glob is none
     * @throws IOException if the folder cannot be listed
     */
    Match of(Path target, String glob) throws IOException {
        if (glob.isEmpty()) {
            return one(target);
        }
        PathMatcher names = target.getFileSystem().getPathMatcher("glob:" + glob);
        boolean deep = glob.contains("/") || glob.contains("**");
        Walk walk = new Walk(target, names);
        if (Files.notExists(target)) {
            return new Match(Optional.empty(), 0);
        }
        Files.walkFileTree(target, Set.of(), deep ? DEPTH : 1, walk);
        return new Match(Optional.ofNullable(walk.newest), walk.count);
    }

    private static Match one(Path target) throws IOException {
        try {
            return new Match(
                    Optional.of(
                            seen(target, Files.readAttributes(target, BasicFileAttributes.class))),
                    1);
        } catch (NoSuchFileException e) {
            return new Match(Optional.empty(), 0);
        }
    }

    private static Seen seen(Path path, BasicFileAttributes facts) {
        return new Seen(path, facts.lastModifiedTime().toInstant(), facts.size());
    }

    private final class Walk extends SimpleFileVisitor<Path> {
        private final Path root;
        private final PathMatcher names;
        private Seen newest;
        private long count;

        Walk(Path root, PathMatcher names) {
            this.root = root;
            this.names = names;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
            context.cancellation().check();
            if (Thread.interrupted()) {
                return FileVisitResult.TERMINATE;
            }
            if (!facts.isDirectory() && names.matches(root.relativize(file))) {
                count++;
                Seen each = facts.isSymbolicLink() ? linked(file) : seen(file, facts);
                if (newest == null || each.written().isAfter(newest.written())) {
                    newest = each;
                }
            }
            return count < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        /** What a link leads to, or the link itself where that is nothing. */
        private static Seen linked(Path link) throws IOException {
            try {
                return seen(link, Files.readAttributes(link, BasicFileAttributes.class));
            } catch (NoSuchFileException e) {
                return seen(
                        link,
                        Files.readAttributes(
                                link, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (file.equals(root)) {
                throw failure;
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
