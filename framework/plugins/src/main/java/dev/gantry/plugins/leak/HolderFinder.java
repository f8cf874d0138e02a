package dev.gantry.plugins.leak;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds out what holds a class loader. Not thread-safe. */
final class HolderFinder {
    private static final Logger LOG = LoggerFactory.getLogger(HolderFinder.class);

    /** Bytes that a heap dump leaves on the disk. */
    private static final long RESERVE = 256L << 20;

    private final Jvm jvm;
    private final Path file;
    private final Function<String, Optional<String>> owner;

    HolderFinder(Jvm jvm, Path folder, Function<String, Optional<String>> owner) {
        this.jvm = jvm;
        this.file = folder.resolve("leak.hprof");
        this.owner = owner;
    }

    /** A look at the platform threads, which costs little; most of what is left behind is one. */
    Optional<Explanation> thread(Watched watched) {
        for (Map.Entry<Thread, List<String>> entry : jvm.stacks().entrySet()) {
            Thread thread = entry.getKey();
            boolean context = watched.refersTo(thread.getContextClassLoader());
            boolean own = watched.refersTo(thread.getClass().getClassLoader());
            if (context || own) {
                Trail.Root root =
                        new Trail.OfThread(thread.getName(), Stacks.first(entry.getValue()));
                Trail.Step step =
                        new Trail.Step(
                                thread.getClass().getName(),
                                Trail.What.OBJECT,
                                own,
                                own ? "<class>" : "contextClassLoader");
                return Optional.of(Explanation.of(new Trail(root, List.of(step), false), owner));
            }
        }
        return Optional.empty();
    }

    /**
     * A look at the whole heap: stops all threads while the JVM writes it, then takes seconds.
     *
     * @return by those watched; nothing for one that is collected
     */
    Map<Watched, Explanation> heap(List<Watched> leaks) throws InterruptedException {
        Map<Watched, Explanation> found = new HashMap<>();
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            long free = Files.getFileStore(file.getParent()).getUsableSpace();
            if (free < 2 * jvm.used() + RESERVE) {
                String why = file.getParent() + " has no room for a heap dump: make some";
                leaks.forEach(leak -> found.put(leak, Explanation.unknown(why)));
                return found;
            }
            jvm.dump(file);
            Heap heap = new Heap(file);
            Map<Long, String> loaders = heap.loaders();
            Map<Long, Long> ids = heap.watched();
            for (Watched leak : leaks) {
                long loader = ids.getOrDefault(leak.number, 0L);
                if (loader != 0) {
                    found.put(
                            leak,
                            Search.run(heap, loaders, loader)
                                    .map(trail -> Explanation.of(trail, owner))
                                    .orElseGet(Explanation::unseen));
                }
            }
        } catch (IOException | BufferUnderflowException e) {
            LOG.warn("what holds retired plugins cannot be found out: {}", e.getMessage(), e);
            for (Watched leak : leaks) {
                found.putIfAbsent(
                        leak,
                        Explanation.unknown("the heap dump cannot be used, see Gantry's log"));
            }
        } finally {
            remove();
        }
        return found;
    }

    /** Deletes a dump that an earlier end left. */
    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: delete it by hand", file, e);
        }
    }
}
