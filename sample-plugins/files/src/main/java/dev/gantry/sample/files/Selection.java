package dev.gantry.sample.files;

import dev.gantry.api.context.Cancellation;
import dev.gantry.api.task.TaskFailure;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.regex.PatternSyntaxException;

/**
 * The regular files under a folder that match a pattern. Symbolic links are neither followed nor
 * selected, so nothing outside the folder is ever touched.
 */
final class Selection {
    private final Path root;
    private final PathMatcher matcher;
    private final boolean wholePath;
    private final boolean recursive;

    /** What a walk finds. */
    interface Visitor {
        /** A file that matches; its attributes are those of the walk. */
        void file(Path file, BasicFileAttributes attributes) throws TaskFailure;

        /** A folder or file that could not be looked at. */
        void unreadable(Path file, IOException why);
    }

    /**
     * Resolves the folder itself, which may be reached by a link.
     *
     * @param glob for the file name, or for the path below the folder if it contains a slash
     */
    Selection(Path directory, String glob, boolean recursive) throws IOException, TaskFailure {
        if (!Files.isDirectory(directory)) {
            throw TaskFailure.permanent(
                    "`directory`: %s is no folder; name one that exists".formatted(directory));
        }
        this.root = directory.toRealPath();
        this.wholePath = glob.contains("/");
        this.recursive = recursive;
        try {
            this.matcher = root.getFileSystem().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            throw TaskFailure.permanent(
                    "`glob`: %s is no file name pattern: %s; write it like *.log or {a,b}-*.txt"
                            .formatted(glob, e.getDescription()));
        }
    }

    /** The folder, with all links resolved. */
    Path root() {
        return root;
    }

    /** Visits what matches, and stops when asked to. Files that vanish meanwhile are passed by. */
    void walk(Visitor visitor, Cancellation cancellation) throws IOException, TaskFailure {
        TaskFailure[] refused = new TaskFailure[1];
        Files.walkFileTree(
                root,
                EnumSet.noneOf(FileVisitOption.class),
                recursive ? Integer.MAX_VALUE : 1,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        cancellation.check();
                        if (attributes.isRegularFile() && matches(file)) {
                            try {
                                visitor.file(file, attributes);
                            } catch (TaskFailure e) {
                                refused[0] = e;
                                return FileVisitResult.TERMINATE;
                            }
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException why) {
                        return failed(file, why);
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, IOException why) {
                        return why == null ? FileVisitResult.CONTINUE : failed(folder, why);
                    }

                    private FileVisitResult failed(Path file, IOException why) {
                        if (!(why instanceof NoSuchFileException)) {
                            visitor.unreadable(file, why);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        if (refused[0] != null) {
            throw refused[0];
        }
    }

    private boolean matches(Path file) {
        return matcher.matches(wholePath ? root.relativize(file) : file.getFileName());
    }
}
