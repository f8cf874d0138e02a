package dev.gantry.plugins.inbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Watches the drop folder: woken by the file system, and by a slow poll where that tells nothing.
 * Only {@code *.jar} counts; hidden files do not. Tells its sink on a thread of its own.
 */
public final class Inbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    /** Is told what happens in the folder. Must return quickly. */
    public interface Sink {

        /**
         * What lies in the folder at the start and can be read; called once, first.
         *
         * @param present all files, also those still being judged
         */
        void found(List<Path> ready, Set<String> present);

        /** Files are new, or have new content, and were complete at the same time. */
        void dropped(List<Path> files);

        /** A file is no whole archive, and did not change for a while. */
        void unreadable(Path file, String reason);

        /** A file is no longer there. */
        void gone(String name);
    }

    private final Path folder;
    private final InstantSource clock;
    private final Sink sink;
    private final WatchService watch;
    private final Thread thread;
    private final Map<String, FileJudge> judges = new LinkedHashMap<>();
    private final Map<String, Instant> missing = new LinkedHashMap<>();

    /** Starts to watch. */
    public Inbox(Path folder, InstantSource clock, Sink sink) throws IOException {
        this.folder = folder;
        this.clock = clock;
        this.sink = sink;
        Files.createDirectories(folder);
        this.watch = folder.getFileSystem().newWatchService();
        folder.register(
                watch,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        this.thread = Thread.ofPlatform().daemon().name("gantry-inbox").start(this::run);
    }

    private void run() {
        try {
            first();
            boolean busy = true;
            while (!Thread.currentThread().isInterrupted()) {
                pause(busy ? FileJudge.GAP.plusMillis(5) : POLL);
                busy = scan();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("the inbox is closed");
        }
    }

    private void first() throws InterruptedException {
        List<Path> ready = new ArrayList<>();
        boolean later = false;
        for (int look = 0; look == 0 || look == 1 && later; look++) {
            if (look == 1) {
                TimeUnit.MILLISECONDS.sleep(FileJudge.GAP.toMillis() + 5);
            }
            later = false;
            for (String name : names()) {
                switch (judge(name).look(clock.instant())) {
                    case FileJudge.Look.Taken _ -> ready.add(folder.resolve(name));
                    case FileJudge.Look.Later _ -> later = true;
                    default -> {}
                }
            }
        }
        sink.found(ready, Set.copyOf(judges.keySet()));
    }

    /** Waits for a change; changes that follow each other at once are one. */
    private void pause(Duration wait) throws InterruptedException {
        WatchKey key = watch.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        while (key != null) {
            key.pollEvents();
            key.reset();
            key = watch.poll();
        }
    }

    /** One look at all; tells whether another one shall follow soon. */
    private boolean scan() {
        Set<String> names = names();
        Instant now = clock.instant();
        boolean later = false;
        List<Path> dropped = new ArrayList<>();
        for (String name : names) {
            missing.remove(name);
            Path file = folder.resolve(name);
            switch (judge(name).look(now)) {
                case FileJudge.Look.Taken _ -> dropped.add(file);
                case FileJudge.Look.Unreadable unreadable ->
                        sink.unreadable(file, unreadable.reason());
                case FileJudge.Look.Later _ -> later = true;
                case FileJudge.Look.Known _, FileJudge.Look.Gone _ -> {}
            }
        }
        if (!dropped.isEmpty()) {
            sink.dropped(dropped);
        }
        for (String name : new HashSet<>(judges.keySet())) {
            if (!names.contains(name)) {
                Instant since = missing.putIfAbsent(name, now);
                if (since != null && !since.plus(FileJudge.GAP).isAfter(now)) {
                    missing.remove(name);
                    judges.remove(name);
                    sink.gone(name);
                } else {
                    later = true;
                }
            }
        }
        return later;
    }

    private FileJudge judge(String name) {
        return judges.computeIfAbsent(name, n -> new FileJudge(folder.resolve(n)));
    }

    private Set<String> names() {
        Set<String> names = new java.util.TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".") && Files.isRegularFile(file)) {
                    names.add(name);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            LOG.warn("the drop folder {} cannot be read: {}", folder, e.getMessage());
            return Set.copyOf(judges.keySet());
        }
        return names;
    }

    /** Stops to watch. */
    @Override
    public void close() throws IOException {
        thread.interrupt();
        watch.close();
    }
}
