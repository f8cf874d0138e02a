import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What a node uses over time, looked at from outside: a look each second at what costs nothing, and now and then, at
 * a moment that the caller chooses, one after a full collection. For one thread, but for the looks of its own.
 */
final class Curves implements AutoCloseable {
    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin/jcmd");

    private final Node node;
    private final LongSupplier finished;
    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final Thread looker;
    private volatile boolean over;

    /** @param finished runs so far */
    Curves(Node node, LongSupplier finished) {
        this.node = node;
        this.finished = finished;
        this.looker = Thread.ofPlatform().daemon().name("curves").start(this::look);
    }

    private void look() {
        try {
            long runs = finished.getAsLong();
            long at = System.nanoTime();
            while (!over) {
                TimeUnit.MILLISECONDS.sleep(1000);
                long now = System.nanoTime();
                long more = finished.getAsLong();
                put("runs per second", (more - runs) / ((now - at) / 1e9));
                runs = more;
                at = now;
                Path process = Path.of("/proc", Long.toString(node.process.pid()));
                put("open files", entries(process.resolve("fd")));
                put("platform threads", entries(process.resolve("task")));
                put("bundle cache, KB", size(node.home.resolve("data/felix-cache")) / 1024.0);
                put("copies in data/plugins, KB", size(node.home.resolve("data/plugins")) / 1024.0);
            }
        } catch (InterruptedException | IOException e) {
            if (!over) {
                System.err.println("the curves end early: " + e);
            }
        }
    }

    /** A full collection, then what is left. */
    void collect(Wire wire) throws Exception {
        collect(node);
        String metrics = wire.send("GET", "/metrics", "").body();
        put("heap after a full GC, MB", sum(metrics, "jvm_memory_used_bytes{area=\"heap\"") / 1e6);
        put("metaspace after a full GC, MB", sum(metrics, "jvm_memory_used_bytes{area=\"nonheap\",id=\"Metaspace\"") / 1e6);
        put("loaded classes after a full GC", sum(metrics, "jvm_classes_loaded_classes"));
        put("leaked class loaders", sum(metrics, "gantry_plugin_leaked_loaders"));
        put("text of /metrics, KB", metrics.length() / 1024.0);
    }

    /** A full collection of a node's heap. */
    static void collect(Node node) throws Exception {
        Process jcmd = new ProcessBuilder(JCMD.toString(), Long.toString(node.process.pid()), "GC.run")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd " + node.process.pid() + " GC.run failed");
        }
    }

    static double sum(String metrics, String start) {
        return metrics.lines().filter(l -> l.startsWith(start))
                .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1))).sum();
    }

    private synchronized void put(String name, double value) {
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    static double entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private static double size(Path folder) throws IOException {
        long size = 0;
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.toList();
        } catch (java.io.UncheckedIOException e) {
            return size(folder); // something went away under the walk
        }
        for (Path file : files) {
            try {
                size += Files.isRegularFile(file) ? Files.size(file) : 0;
            } catch (NoSuchFileException e) {
                // went away since
            }
        }
        return size;
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        looker.join();
    }

    /** All curves, by name. */
    synchronized Map<String, double[]> all() {
        Map<String, double[]> all = new LinkedHashMap<>();
        values.forEach((name, list) -> all.put(name, list.stream().mapToDouble(d -> d).toArray()));
        return all;
    }
}
