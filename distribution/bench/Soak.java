import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Half of what a node can do, for a long time: what it takes must not grow. Runs come over HTTP, each answered when it is on disk. */
final class Soak {
    private static final int MINUTES = Integer.getInteger("minutes", 10);
    private static final int CALLERS = 16;
    private static final int STEP_S = Integer.getInteger("step", 5);

    private final String store;

    Soak(String store) {
        this.store = store;
    }

    void work(Peers none, Callable<String> place) throws Exception {
        Path home = Drive.home("soak");
        try (Node node = Node.start(home, place.call() + " " + System.getProperty("opts", ""))) {
            while (!node.body("GET", "/api/v1/tasks/bench.noop", "").contains("\"params\"")) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            Offer all = new Offer(node, 0);
            TimeUnit.SECONDS.sleep(20);
            long from = all.answered.get();
            TimeUnit.SECONDS.sleep(10);
            double full = (all.answered.get() - from) / 10.0;
            all.close();
            IO.println(String.format("    as much as there can be: %,.0f runs/s over HTTP", full));
            Map<String, List<Double>> curves = new LinkedHashMap<>();
            try (Offer half = new Offer(node, full / 2)) {
                TimeUnit.SECONDS.sleep(10);
                for (int step = 0; step < MINUTES * 60 / STEP_S; step++) {
                    look(node, half, curves);
                }
            }
            report(curves, full);
        }
    }

    private void look(Node node, Offer offer, Map<String, List<Double>> curves) throws Exception {
        long before = offer.answered.get();
        offer.times();
        TimeUnit.SECONDS.sleep(STEP_S);
        List<Double> times = offer.times();
        put(curves, "runs per second", (offer.answered.get() - before) / (double) STEP_S);
        put(curves, "submit p50, ms", Figures.median(times));
        put(curves, "submit p99, ms", Figures.percentile(times, 99));
        String metrics = node.body("GET", "/metrics", "");
        put(curves, "resident memory, MB", resident(node));
        put(curves, "store, MB", Curves.sum(metrics, "gantry_store_bytes") / 1e6);
        put(curves, "open runs", Curves.sum(metrics, "gantry_runs_active"));
        put(curves, "platform threads", Curves.entries(Path.of("/proc/" + node.process.pid() + "/task")));
        put(curves, "open files", Curves.entries(Path.of("/proc/" + node.process.pid() + "/fd")));
        if (curves.get("runs per second").size() % 12 == 0) {
            Curves.collect(node);
            put(curves, "heap after a full GC, MB", Curves.sum(node.body("GET", "/metrics", ""), "jvm_memory_used_bytes{area=\"heap\"") / 1e6);
        }
    }

    private static void put(Map<String, List<Double>> curves, String name, double value) {
        curves.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    private static double resident(Node node) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + node.process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS")).mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0).findFirst().orElseThrow();
    }

    private void report(Map<String, List<Double>> curves, double full) throws IOException {
        IO.println(String.format("%d minutes at half of %,.0f runs/s on %s: mean of the first tenth and of the last, and their ratio", MINUTES, full, store));
        Map<String, double[]> drawn = new LinkedHashMap<>();
        curves.forEach((name, values) -> {
            double[] curve = values.stream().mapToDouble(d -> d).toArray();
            drawn.put(name, curve);
            int tenth = Math.max(1, curve.length / 10);
            double first = java.util.Arrays.stream(curve, 0, tenth).average().orElseThrow();
            double last = java.util.Arrays.stream(curve, curve.length - tenth, curve.length).average().orElseThrow();
            IO.println(String.format("  %-28s %,10.1f %,10.1f  %.2f", name, first, last, Figures.growth(curve)));
        });
        Path file = Node.BENCH.resolve("soak.svg");
        Chart.write(file, String.format("%d minutes at half load (%,.0f runs/s over HTTP), %s", MINUTES, full / 2, store), MINUTES + " min", drawn);
        IO.println("  drawn in " + Node.ROOT.relativize(file));
    }

    /** Callers over HTTP at a rate; as fast as they can at 0. */
    private static final class Offer implements AutoCloseable {
        final AtomicLong answered = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicLong next = new AtomicLong();
        private List<Double> times = new ArrayList<>();
        private volatile boolean over;
        private volatile Exception failure;

        Offer(Node node, double rate) {
            long start = System.nanoTime();
            for (int i = 0; i < CALLERS; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    try (Wire wire = new Wire(node)) {
                        while (!over) {
                            submit(wire, rate, start);
                        }
                    } catch (Exception e) {
                        failure = e;
                    }
                }));
            }
        }

        private void submit(Wire wire, double rate, long start) throws IOException {
            long number = next.getAndIncrement();
            long begin = rate == 0 ? System.nanoTime() : start + (long) (number * 1e9 / rate);
            for (long left; (left = begin - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(left);
            }
            Wire.Answer answer = wire.send("POST", "/api/v1/tasks/bench.noop/runs", "{\"params\":{\"number\":" + number + "}}");
            if (answer.status() != 202) {
                throw new IOException(answer.body());
            }
            answered.incrementAndGet();
            if (rate > 0) {
                synchronized (this) {
                    times.add((System.nanoTime() - begin) / 1e6);
                }
            }
        }

        /** From when each was due to its answer, in ms, since the last look. */
        synchronized List<Double> times() throws IOException {
            if (failure != null) {
                throw new IOException(failure);
            }
            List<Double> taken = times;
            times = new ArrayList<>();
            return taken;
        }

        @Override
        public void close() throws InterruptedException {
            over = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
