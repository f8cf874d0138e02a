package dev.gantry.plugins.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Pieces of work that were under way at the last ends of the process that had no order, with how
 * many ends in a row. Nobody can tell a plugin that ends the process from a kill from outside by
 * one end. Therefore a work that was there twice waits before it begins again, each time twice as
 * long: a kill from outside comes meanwhile, and clears it; an end that follows as soon as it runs
 * again does not. Thread-safe.
 */
public final class Suspects {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final int MOST = 8;

    private final Path file;
    private final Instant start;
    private final Map<String, Integer> ends = new ConcurrentHashMap<>();

    /**
     * Reads what is known, and adds the last end.
     *
     * @param start when this process began
     * @param last what was under way at the last end; empty for an orderly one
     */
    public Suspects(Path file, Instant start, List<Intents.Intent> last) throws IOException {
        this.file = file;
        this.start = start;
        Map<String, Integer> before = new HashMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int space = line.indexOf(' ');
                if (space > 0) {
                    before.put(
                            line.substring(space + 1), Integer.parseInt(line.substring(0, space)));
                }
            }
        }
        for (Intents.Intent intent : last) {
            if (!intent.work().isEmpty()) {
                ends.put(intent.work(), before.getOrDefault(intent.work(), 0) + 1);
            }
        }
        write();
    }

    private void write() throws IOException {
        if (ends.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            Files.writeString(
                    file,
                    ends.entrySet().stream()
                            .map(e -> e.getValue() + " " + e.getKey())
                            .collect(Collectors.joining("\n", "", "\n")));
        }
    }

    /** Whether there are any. */
    boolean any() {
        return !ends.isEmpty();
    }

    /** At how many ends in a row a work was under way. */
    public int ends(String work) {
        return ends.getOrDefault(work, 0);
    }

    /** Until when a work waits before it begins again; empty if it need not. */
    Optional<Instant> until(String work) {
        int times = ends(work);
        return times < 2
                ? Optional.empty()
                : Optional.of(start.plus(FIRST.multipliedBy(1L << Math.min(times - 2, MOST))));
    }

    /** The last end is explained: nobody is suspected any more. */
    public void clear() {
        ends.clear();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
