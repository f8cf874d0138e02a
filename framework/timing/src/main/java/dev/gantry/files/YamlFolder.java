package dev.gantry.files;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A folder of files {@code NAME.yaml} in the home, looked at again and again. A file is read when
 * it is the same over two looks, and gone when it is so over two looks. The folder need not be
 * there. For one thread at a time.
 */
public final class YamlFolder {
    private static final Logger LOG = LoggerFactory.getLogger(YamlFolder.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,99}");
    private static final String SUFFIX = ".yaml";
    private static final long LARGEST = 1 << 20;

    /** What became of a file. */
    public sealed interface Change {

        /** The file's name, without its ending. */
        String name();

        /** It is new, or has new content. */
        record Said(String name, String text) implements Change {}

        /** It is new, or changed, and cannot be read; {@code problem} says why. */
        record Unreadable(String name, String problem) implements Change {}

        /** It is not there any more. */
        record Gone(String name) implements Change {}
    }

    private record Stamp(long size, Instant modified, Object key) {}

    private final Path folder;
    private final String shown;
    private final String example;
    private final Map<String, Stamp> seen = new HashMap<>();
    private final Map<String, Stamp> taken = new HashMap<>();
    private final Set<String> misnamed = new HashSet<>();

    /**
     * @param folder from the home, as {@code conf/calendars}
     * @param example of a good file name, for the warning about a bad one
     */
    public YamlFolder(Path home, String folder, String example) {
        this.folder = home.resolve(folder);
        this.shown = folder;
        this.example = example;
    }

    /** The file of a name, from the home. */
    public String file(String name) {
        return shown + "/" + name + SUFFIX;
    }

    /** What is there now, not waiting for a second look. */
    public List<Change> first() {
        Map<String, Stamp> now = look();
        seen.putAll(now);
        List<Change> changes = new ArrayList<>();
        now.forEach((name, stamp) -> changes.add(take(name, stamp)));
        return changes;
    }

    /**
     * What changed since the last look.
     *
     * @param known of which files it is told that they are gone
     */
    public List<Change> look(Set<String> known) {
        Map<String, Stamp> now = look();
        List<Change> changes = new ArrayList<>();
        now.forEach(
                (name, stamp) -> {
                    boolean still = stamp.equals(seen.put(name, stamp));
                    if (still && !stamp.equals(taken.get(name))) {
                        changes.add(take(name, stamp));
                    }
                });
        for (String name : known) {
            if (!now.containsKey(name)) {
                // an editor may be replacing it: gone only if it is still gone at the next look
                if (seen.remove(name) == null) {
                    changes.add(new Change.Gone(name));
                }
                taken.remove(name);
            }
        }
        seen.keySet().retainAll(now.keySet());
        return changes;
    }

    private Change take(String name, Stamp stamp) {
        taken.put(name, stamp);
        String problem;
        try {
            if (stamp.size() <= LARGEST) {
                return new Change.Said(name, Files.readString(folder.resolve(name + SUFFIX)));
            }
            problem = "it is larger than 1 MiB";
        } catch (CharacterCodingException e) {
            problem = "it is not UTF-8";
        } catch (IOException e) {
            problem = "it cannot be read (" + e + ")";
        }
        return new Change.Unreadable(name, file(name) + ": " + problem);
    }

    private Map<String, Stamp> look() {
        Map<String, Stamp> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{yaml,yml}")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                int length = name.length() - SUFFIX.length();
                if (!name.endsWith(SUFFIX) || !NAME.matcher(name.substring(0, length)).matches()) {
                    misnamed(name);
                    continue;
                }
                BasicFileAttributes its = attributes(file);
                if (its != null && its.isRegularFile()) {
                    found.put(
                            name.substring(0, length),
                            new Stamp(
                                    its.size(), its.lastModifiedTime().toInstant(), its.fileKey()));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return found;
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("{} cannot be read: {}", folder, e.toString());
            return new TreeMap<>(taken);
        }
        return found;
    }

    private static BasicFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (IOException e) {
            return null;
        }
    }

    private void misnamed(String name) {
        if (!name.startsWith(".") && misnamed.add(name)) {
            LOG.warn(
                    "{}/{} is not read: call it by lower-case letters, digits, dots and dashes, as"
                            + " {}",
                    shown,
                    name,
                    example);
        }
    }
}
