package dev.gantry.launcher;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The framework's storage, which each start makes anew. What the start before left is put aside and
 * removed when Gantry serves: the framework would remove it, file by file, before anything else.
 *
 * @param folder the storage
 * @param aside where that of the start before goes
 */
record FrameworkCache(Path folder, Path aside) {
    private static final Logger LOG = LoggerFactory.getLogger(FrameworkCache.class);

    static FrameworkCache of(Home home) {
        Path folder = home.cache();
        return new FrameworkCache(folder, folder.resolveSibling(folder.getFileName() + ".old"));
    }

    /** Puts aside what is there; where that cannot be, the framework removes it itself. */
    void renew() {
        try {
            if (Files.exists(folder) && !Files.exists(aside)) {
                Files.move(folder, aside);
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be put aside", folder, e);
        }
    }

    /** Removes what was put aside, also by a start that was killed before it came to this. */
    void clear() {
        if (!Files.exists(aside)) {
            return;
        }
        try (Stream<Path> files = Files.walk(aside)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} cannot be removed ({}): delete it", aside, e.toString());
        }
    }
}
