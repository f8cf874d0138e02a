package dev.gantry.plugins.config;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Watches the files {@code conf/plugins/<plugin id>.yaml}: woken by the file system, and by a slow
 * poll where that tells nothing. A file is read when it is the same over two looks. The folder need
 * not be there. Tells its sink on a thread of its own.
 */
final class ConfFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfFolder.class);
    private static final Duration GAP = Duration.ofMillis(50);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final String SUFFIX = ".yaml";
    private static final long LARGEST = 1 << 20;

    /** Is told what the files say. */
    interface Sink {

        /** A file is new, or has new content. */
        void said(String plugin, SettingsFile file);

        /** A file is no longer there. */
        void gone(String plugin);
    }

    /** What a file looked like. */
    private record Stamp(long size, Instant modified, Object key) {}

    private final Path folder;
    private final Sink sink;
    private final Map<String, Stamp> taken = new HashMap<>();
    private final Map<String, Stamp> seen = new HashMap<>();
    private WatchService watch;
    private Thread thread;

    ConfFolder(Path folder, Sink sink) {
        this.folder = folder;
        this.sink = sink;
    }

    /** The file of a plugin, from the home. */
    static String name(String plugin) {
        return "conf/plugins/" + plugin + SUFFIX;
    }

    /** Reads what is there now, then watches. */
    void start() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            LOG.debug("{} is not there and cannot be made", folder, e);
        }
        Map<String, Stamp> now = look();
        now.forEach(this::take);
        seen.putAll(now);
        watch = watch();
        thread = Thread.ofPlatform().daemon().name("gantry-conf").start(this::run);
    }

    private WatchService watch() {
        try {
            WatchService service = folder.getFileSystem().newWatchService();
            folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            return service;
        } catch (IOException e) {
            LOG.debug("{} is polled only", folder, e);
            return null;
        }
    }

    private void run() {
        try {
            boolean busy = true;
            while (!Thread.currentThread().isInterrupted()) {
                pause(busy ? GAP.plusMillis(5) : POLL);
                busy = scan();
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("{} is watched no more", folder);
        }
    }

    private void pause(Duration wait) throws InterruptedException {
        if (watch == null) {
            TimeUnit.MILLISECONDS.sleep(wait.toMillis());
            return;
        }
        WatchKey key = watch.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        while (key != null) {
            key.pollEvents();
            key.reset();
            key = watch.poll();
        }
    }

    /** One look at all; tells whether another one shall follow soon. */
    private boolean scan() {
        Map<String, Stamp> now = look();
        boolean later = false;
        for (Map.Entry<String, Stamp> file : now.entrySet()) {
            Stamp before = seen.put(file.getKey(), file.getValue());
            if (file.getValue().equals(taken.get(file.getKey()))) {
                continue;
            }
            if (file.getValue().equals(before)) {
                take(file.getKey(), file.getValue());
            } else {
                later = true;
            }
        }
        for (String plugin : new HashSet<>(seen.keySet())) {
            if (!now.containsKey(plugin)) {
                // an editor may be replacing it: gone only if it is still gone at the next look
                if (seen.get(plugin) == null) {
                    seen.remove(plugin);
                    if (taken.remove(plugin) != null) {
                        sink.gone(plugin);
                    }
                } else {
                    seen.put(plugin, null);
                    later = true;
                }
            }
        }
        return later;
    }

    private void take(String plugin, Stamp stamp) {
        taken.put(plugin, stamp);
        try {
            sink.said(plugin, read(plugin, stamp));
        } catch (RuntimeException e) {
            LOG.error("{} could not be worked off", name(plugin), e);
        }
    }

    private SettingsFile read(String plugin, Stamp stamp) {
        String name = name(plugin);
        if (stamp.size() > LARGEST) {
            return SettingsFile.unreadable(name, null, "it is larger than 1 MiB");
        }
        try {
            return SettingsFile.read(name, Files.readString(folder.resolve(plugin + SUFFIX)));
        } catch (CharacterCodingException e) {
            return SettingsFile.unreadable(name, null, "it is not UTF-8");
        } catch (IOException e) {
            return SettingsFile.unreadable(name, null, "it cannot be read (" + e + ")");
        }
    }

    private Map<String, Stamp> look() {
        Map<String, Stamp> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                BasicFileAttributes attributes = attributes(file);
                if (!name.startsWith(".") && attributes != null && attributes.isRegularFile()) {
                    found.put(
                            name.substring(0, name.length() - SUFFIX.length()),
                            new Stamp(
                                    attributes.size(),
                                    attributes.lastModifiedTime().toInstant(),
                                    attributes.fileKey()));
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

    @Override
    public void close() {
        thread.interrupt();
        if (watch != null) {
            try {
                watch.close();
            } catch (IOException e) {
                LOG.debug("{} is watched no more", folder, e);
            }
        }
    }
}
