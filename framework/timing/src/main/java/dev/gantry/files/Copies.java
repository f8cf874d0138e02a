package dev.gantry.files;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Copies of what files said when they were last in force, kept in {@code data}, so that what is in
 * force stays so over a restart whatever became of the files. For one thread at a time.
 */
public final class Copies {
    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);
    private static final String SUFFIX = ".yaml";

    private final Path folder;

    /**
     * A copy.
     *
     * @param since when it was made
     */
    public record Copy(String text, Instant since) {}

    /** Copies in a folder, which is made when it is needed. */
    public Copies(Path folder) {
        this.folder = folder;
    }

    /** All there are, by name; one that cannot be read is left out, and alone. */
    public Map<String, Copy> all() {
        Map<String, Copy> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                read(file, name.substring(0, name.length() - SUFFIX.length()), found);
            }
        } catch (NoSuchFileException e) {
            return found;
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("{} cannot be read: {}", folder, e.toString());
        }
        return found;
    }

    private static void read(Path file, String name, Map<String, Copy> found) {
        try {
            Instant since = Files.getLastModifiedTime(file).toInstant();
            found.put(name, new Copy(Files.readString(file), since));
        } catch (IOException e) {
            LOG.warn("{} cannot be read and is left alone: {}", file, e.toString());
        }
    }

    /** Keeps what a file says. */
    public void keep(String name, String text) {
        Path file = folder.resolve(name + SUFFIX);
        try {
            Files.createDirectories(folder);
            if (Files.exists(file) && Files.readString(file).equals(text)) {
                return;
            }
            Path part = folder.resolve(name + ".part");
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.toString());
        }
    }

    /** Forgets a file. */
    public void forget(String name) {
        Path file = folder.resolve(name + SUFFIX);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", file, e.toString());
        }
    }
}
