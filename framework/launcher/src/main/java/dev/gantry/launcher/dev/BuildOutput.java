package dev.gantry.launcher.dev;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The JARs that builds leave in a project of Maven ({@code target}) or Gradle ({@code build/libs}).
 * One counts when it is the same in two looks in a row and can be read to its end, so that none is
 * taken half written. For one thread.
 */
public final class BuildOutput {
    private static final List<String> FOLDERS = List.of("target", "build/libs");

    /** What builds put beside a plugin. */
    private static final Pattern BESIDE =
            Pattern.compile("original-.*|.*-(sources|javadoc|tests|test-sources|plain)\\.jar");

    /** After so many looks at an unreadable file nobody seems to write it any more. */
    static final int PATIENCE = 30;

    private final Path project;
    private final Path copies;
    private final Map<Path, Seen> seen = new HashMap<>();

    /** What came of a build. */
    public sealed interface Result {}

    /** A plugin to drop. */
    public record Ready(PluginBuild build) implements Result {}

    /** A file that is none, and why. */
    public record Refused(Path jar, String why) implements Result {}

    /** How a file was, how often it was so in a row, and whether that was told. */
    private record Seen(long size, FileTime written, int looks, boolean told) {}

    /**
     * Looks into nothing yet.
     *
     * @param copies a folder for the copies to drop
     */
    public BuildOutput(Path project, Path copies) {
        this.project = project;
        this.copies = copies;
    }

    /** The folders that are looked into, whether or not they are there. */
    public List<Path> folders() {
        return FOLDERS.stream().map(project::resolve).toList();
    }

    /**
     * What was built and not told before; at the first and second look all that is there.
     *
     * @throws IOException if a folder cannot be read
     */
    public List<Result> look() throws IOException {
        Map<Path, Seen> now = new TreeMap<>();
        List<Result> results = new ArrayList<>();
        for (Path folder : folders()) {
            for (Path jar : jars(folder)) {
                try {
                    now.put(jar, look(jar, results));
                } catch (NoSuchFileException e) {
                    // a build cleans up; it is looked at anew when it is back
                }
            }
        }
        seen.clear();
        seen.putAll(now);
        return results;
    }

    private static List<Path> jars(Path folder) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path file : files) {
                if (!BESIDE.matcher(file.getFileName().toString()).matches()) {
                    jars.add(file);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return jars;
    }

    private Seen look(Path jar, List<Result> results) throws IOException {
        Seen before = seen.get(jar);
        Seen now = seen(jar);
        if (before == null || !same(before, now)) {
            return now;
        }
        if (before.told) {
            return before;
        }
        try {
            PluginBuild build = PluginBuild.read(jar, copies);
            boolean whole = false;
            try {
                whole = same(now, seen(jar));
            } finally {
                if (!whole) {
                    Files.deleteIfExists(build.copy());
                }
            }
            if (!whole) {
                return now;
            }
            results.add(new Ready(build));
            return told(before);
        } catch (PluginBuild.NoPluginException e) {
            results.add(new Refused(jar, e.getMessage()));
            return told(before);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            if (before.looks < PATIENCE) {
                return new Seen(before.size, before.written, before.looks + 1, false);
            }
            results.add(new Refused(jar, "it cannot be read: " + e.getMessage()));
            return told(before);
        }
    }

    private static Seen seen(Path jar) throws IOException {
        BasicFileAttributes file = Files.readAttributes(jar, BasicFileAttributes.class);
        return new Seen(file.size(), file.lastModifiedTime(), 1, false);
    }

    private static boolean same(Seen before, Seen now) {
        return before.size == now.size && before.written.equals(now.written);
    }

    private static Seen told(Seen seen) {
        return new Seen(seen.size, seen.written, seen.looks, true);
    }
}
