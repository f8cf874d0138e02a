import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many people who look at a node with many finished runs, while runs begin and end. */
final class Viewers {
    private static final int VIEWERS = Integer.getInteger("viewers", 200);
    private static final int RATE = Integer.getInteger("rate", 2_000);
    private static final int WARM = Integer.getInteger("warm", 20);
    private static final int SECONDS = Integer.getInteger("seconds", 30);
    private static final int CALLERS = 32;

    /** What is asked, each as often as the others; the first starts a run. */
    private static final List<String> ASKED = List.of(
            "tasks/bench.noop/runs", "runs?limit=50", "runs?limit=50&state=running", "runs?limit=50&task=work.task3", "runs?limit=50&deadLetter=true",
            "statistics", "statistics?window=PT24H&step=PT10M", "attention", "queues", "plugins", "status", "runs?limit=20&q=work.t");

    private final String store;
    private final AtomicLong events = new AtomicLong();
    private final List<Double> lags = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean over;

    Viewers(String store) {
        this.store = store;
    }

    void work(Peers none, Callable<String> place) throws Exception {
        try (Node node = Lists.filled(place.call())) {
            java.nio.file.Files.copy(Node.PLUGIN, node.home.resolve("bundles/bench.jar"));
            while (!node.body("POST", "/api/v1/tasks/bench.noop/runs", "{\"params\":{\"number\":1}}").contains("\"id\"")) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            for (int i = 0; i < VIEWERS; i++) {
                Thread.ofVirtual().start(() -> view(node));
            }
            List<List<Double>> times = new ArrayList<>();
            ASKED.forEach(each -> times.add(Collections.synchronizedList(new ArrayList<>())));
            load(node, times, WARM);
            times.forEach(List::clear);
            events.set(0);
            lags.clear();
            long start = System.nanoTime();
            load(node, times, SECONDS);
            over = true;
            print(node, times, (System.nanoTime() - start) / 1e9);
        }
    }

    private void load(Node node, List<List<Double>> times, int seconds) throws Exception {
        AtomicLong next = new AtomicLong();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofPlatform().start(() -> {
                try (Wire wire = new Wire(node)) {
                    long due;
                    long turn;
                    while ((due = start + (turn = next.getAndIncrement()) * 1_000_000_000L / RATE) < end) {
                        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                        int which = (int) (turn % ASKED.size());
                        Wire.Answer answer = which == 0
                                ? wire.send("POST", "/api/v1/" + ASKED.get(which), "{\"params\":{\"number\":1}}")
                                : wire.send("GET", "/api/v1/" + ASKED.get(which), "");
                        if (answer.status() > 202) {
                            throw new IOException(answer.body());
                        }
                        // from when it was due: who is late makes others wait
                        times.get(which).add((System.nanoTime() - due) / 1e6);
                    }
                } catch (Exception e) {
                    System.err.println("a caller gave up: " + e);
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
    }

    /** Reads all events, and how late each is. */
    private void view(Node node) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create(node.url + "/api/v1/events").toURL().openConnection();
            connection.setRequestProperty("Authorization", "Bearer " + node.token);
            connection.setRequestProperty("Accept", "text/event-stream");
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(connection.getInputStream()))) {
                String line;
                while (!over && (line = lines.readLine()) != null) {
                    if (line.startsWith("data:") && events.incrementAndGet() % 97 == 0) {
                        int at = line.indexOf("\"time\":\"") + 8;
                        lags.add((System.currentTimeMillis() - java.time.Instant.parse(line.substring(at, line.indexOf('"', at))).toEpochMilli()) * 1.0);
                    }
                }
            }
        } catch (IOException e) {
            if (!over) {
                System.err.println("a viewer gave up: " + e);
            }
        }
    }

    private void print(Node node, List<List<Double>> times, double took) throws Exception {
        IO.println(String.format(Locale.ROOT, "%d viewers and %,d requests a second for %d s, with %,d finished runs, on %s", VIEWERS, RATE, SECONDS, Lists.RUNS, store));
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < ASKED.size(); i++) {
            if (!times.get(i).isEmpty()) {
                Figures.tail(ASKED.get(i), times.get(i), "ms");
                all.addAll(times.get(i));
            }
        }
        Figures.tail("all", all, "ms");
        Figures.tail("an event to a viewer", lags, "ms");
        IO.println(String.format(Locale.ROOT, "  %,.0f requests answered a second, %,.0f events a second delivered", all.size() / took, events.get() / took));
        String metrics = node.body("GET", "/metrics", "");
        IO.println(String.format(Locale.ROOT, "  heap in use %,.0f MB, resident %,d MB", Curves.sum(metrics, "jvm_memory_used_bytes{area=\"heap\"") / 1e6, resident(node)));
    }

    private static long resident(Node node) throws IOException {
        return java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/" + pid(node) + "/status")).stream().filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst().orElse(0);
    }

    /** The JVM is a child of the script, or in its place. */
    private static long pid(Node node) {
        return node.process.toHandle().descendants().findFirst().orElse(node.process.toHandle()).pid();
    }
}
