import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many checks on one node, from files: how late inspections begin, also when those that are least urgent are far too
 * many, what one costs, and how long lists take; beside bare virtual threads that do the same looks. See README.md.
 *
 * <pre>java distribution/bench/Checks.java</pre>
 */
static final int MANY = Integer.getInteger("checks", 5000);
static final int INTERVAL = Integer.getInteger("interval", 30);
static final int WARM = Integer.getInteger("warm", 60);
static final int SECONDS = Integer.getInteger("seconds", 60);
/** Checks of class P2 that wait for nothing, and that take the processor, in the overload. */
static final int DEAD = Integer.getInteger("dead", 10_000);
static final int BUSY = Integer.getInteger("busy", 500);
static final int PER_FILE = 1000;
static final int CALLS = Integer.getInteger("calls", 100);

void main(String[] args) throws Exception {
    if (args.length == 2 && args[0].equals("bare")) {
        bare(Integer.parseInt(args[1]));
        return;
    }
    Node.requireBuild();
    Path home = Node.home("checks");
    Files.copy(Node.PLUGIN, home.resolve("bundles/bench.jar"));
    Path files = Files.createDirectories(home.resolve("conf/checks"));
    try (Door door = new Door(this::serve);
            Node node = Node.start(home, "-Xmx1g " + System.getProperty("opts", ""))) {
        int port = door.port();
        while (!node.body("GET", "/api/v1/detectors/bench.knock", "").contains("\"config\"")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        double empty = used(node);
        long begun = System.nanoTime();
        for (int from = 0; from < MANY; from += PER_FILE) {
            StringBuilder text = new StringBuilder("checks:\n");
            for (int i = from; i < Math.min(MANY, from + PER_FILE); i++) {
                String letter = i % 10 < 8 ? "f" : i % 10 == 8 ? "s" : "d";
                text.append(check("c" + i, i % 50 == 0 ? "P0" : i % 10 == 5 ? "P2" : "P1", INTERVAL, port, letter, 0));
            }
            save(files, "c" + from / PER_FILE, text);
        }
        await(node, MANY);
        IO.println(String.format("%,d checks of %d files in force after %.1f s; 80 %% fast, 10 %% answer after 2 s, 10 %% never; each %d s",
                MANY, (MANY + PER_FILE - 1) / PER_FILE, (System.nanoTime() - begun) / 1e9, INTERVAL));
        TimeUnit.SECONDS.sleep(WARM);
        double cost = window(node, "as they are");
        double full = used(node);
        IO.println(String.format("  memory per check           %.1f kB of heap, its inspections included", (full - empty) * 1e3 / MANY));
        lists(node);

        StringBuilder dead = new StringBuilder("checks:\n");
        for (int i = 0; i < DEAD; i++) {
            dead.append(check("dead" + i, "P2", 5, port, "d", 0));
            if ((i + 1) % PER_FILE == 0 || i == DEAD - 1) {
                save(files, "dead" + i / PER_FILE, dead);
                dead = new StringBuilder("checks:\n");
            }
        }
        StringBuilder busy = new StringBuilder("checks:\n");
        for (int i = 0; i < BUSY; i++) {
            busy.append(check("busy" + i, "P2", 1, port, "b", 5000));
        }
        save(files, "busy", busy);
        await(node, MANY + DEAD + BUSY);
        TimeUnit.SECONDS.sleep(20);
        window(node, String.format("with %,d more of P2 each 5 s that get no answer, and %,d of P2 each second that take 5 ms of processor time", DEAD, BUSY));
        lists(node);
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx512m",
                "-Dchecks=" + MANY, "-Dinterval=" + INTERVAL, "-Dseconds=" + SECONDS, "distribution/bench/Checks.java", "bare", Integer.toString(port))
                .inheritIO().start();
        node.close();
        child.waitFor();
        IO.println(String.format("Gantry took %.0f µs of processor time an inspection", cost));
    }
}

String check(String id, String sla, int interval, int port, String letter, int busy) {
    return "  - id: " + id + "\n    detector: bench.knock\n    sla: " + sla + "\n    interval: PT" + interval + "S\n    timeout: PT10S\n    config: { port: "
            + port + ", letter: \"" + letter + "\", busyMicros: " + busy + " }\n    labels: { kind: \"" + letter + "\" }\n";
}

void save(Path folder, String name, StringBuilder text) throws IOException {
    Path part = folder.resolve(name + ".part");
    Files.writeString(part, text);
    Files.move(part, folder.resolve(name + ".yaml"));
}

/** Waits until so many checks are there. */
void await(Node node, int count) throws Exception {
    for (int i = 0; i < 1200; i++) {
        if (Curves.sum(node.body("GET", "/metrics", ""), "gantry_checks{") >= count) {
            return;
        }
        TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("not all checks are there: " + node.body("GET", "/api/v1/checks?limit=1", ""));
}

/** What a while costs; the µs of processor time of an inspection. */
double window(Node node, String name) throws Exception {
    String before = node.body("GET", "/metrics", "");
    double cpu = Fires.cpu(node);
    TimeUnit.SECONDS.sleep(SECONDS);
    double used = Fires.cpu(node) - cpu;
    String after = node.body("GET", "/metrics", "");
    double looks = Curves.sum(after, "gantry_check_lag_seconds_count") - Curves.sum(before, "gantry_check_lag_seconds_count");
    IO.println(name);
    IO.println(String.format("  inspections a second       %.1f", looks / SECONDS));
    IO.println(String.format("  processor time of one      %.0f µs; of one core %.1f %%", used * 1e6 / looks, used * 100 / SECONDS));
    for (String sla : List.of("P0", "P1", "P2")) {
        NavigableMap<Double, Double> lags = lags(after, sla);
        lags(before, sla).forEach((limit, count) -> lags.merge(limit, -count, Double::sum));
        IO.println(String.format("  %s begins late: p50 at most %s, p99 at most %s (%,.0f); late %.0f, shed %.0f", sla, share(lags, 0.5), share(lags, 0.99),
                lags.lastEntry().getValue(), more(before, after, "gantry_checks_late_total{sla=\"" + sla), more(before, after, "gantry_checks_shed_total{sla=\"" + sla)));
    }
    return used * 1e6 / looks;
}

double more(String before, String after, String name) {
    return Curves.sum(after, name) - Curves.sum(before, name);
}

NavigableMap<Double, Double> lags(String metrics, String sla) {
    NavigableMap<Double, Double> lags = new TreeMap<>();
    metrics.lines().filter(l -> l.startsWith("gantry_check_lag_seconds_bucket") && l.contains("sla=\"" + sla)).forEach(l -> {
        int at = l.indexOf("le=\"") + 4;
        String limit = l.substring(at, l.indexOf('"', at));
        lags.put(limit.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(limit), Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)));
    });
    return lags;
}

/** The upper end of the histogram's step in which a share is. */
String share(NavigableMap<Double, Double> lags, double share) {
    double all = lags.lastEntry().getValue();
    for (Map.Entry<Double, Double> step : lags.entrySet()) {
        if (step.getValue() >= all * share) {
            return String.format("%.0f ms", step.getKey() * 1e3);
        }
    }
    return "–";
}

double used(Node node) throws Exception {
    Curves.collect(node);
    return Curves.sum(node.body("GET", "/metrics", ""), "jvm_memory_used_bytes{area=\"heap\"") / 1e6;
}

void lists(Node node) throws Exception {
    try (Wire wire = new Wire(node)) {
        for (String each : List.of("checks?order=worst&limit=100", "checks?status=critical&limit=100", "checks?text=kind%3Ds&limit=100", "checks?limit=1000")) {
            List<Double> took = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                long begun = System.nanoTime();
                if (wire.send("GET", "/api/v1/" + each, "").status() != 200) {
                    throw new IOException(each + " is refused");
                }
                took.add((System.nanoTime() - begun) / 1e6);
            }
            IO.println(String.format("  %-36s p50 %.1f ms, p99 %.1f ms", each, Figures.percentile(took, 50), Figures.percentile(took, 99)));
        }
    }
}

/** Answers as the letter says. */
void serve(Socket guest) throws IOException, InterruptedException {
    InputStream in = guest.getInputStream();
    int letter = in.read();
    if (letter == 's') {
        TimeUnit.SECONDS.sleep(2);
    }
    if (letter == 'd') {
        in.read();
    } else {
        guest.getOutputStream().write('!');
    }
}

/** The same looks by bare virtual threads: a thread for each check that sleeps until its time. */
void bare(int port) throws Exception {
    ConcurrentLinkedQueue<Long> late = new ConcurrentLinkedQueue<>();
    long origin = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    long end = origin + TimeUnit.SECONDS.toNanos(INTERVAL + SECONDS);
    CountDownLatch done = new CountDownLatch(MANY);
    for (int i = 0; i < MANY; i++) {
        String letter = i % 10 < 8 ? "f" : i % 10 == 8 ? "s" : "d";
        long first = origin + TimeUnit.SECONDS.toNanos(INTERVAL) * i / MANY;
        Thread.ofVirtual().start(() -> {
            for (long due = first; due < end; due += TimeUnit.SECONDS.toNanos(INTERVAL)) {
                LockSupport.parkNanos(due - System.nanoTime());
                if (due > origin + TimeUnit.SECONDS.toNanos(INTERVAL)) {
                    late.add(System.nanoTime() - due);
                }
                look(port, letter);
            }
            done.countDown();
        });
    }
    TimeUnit.NANOSECONDS.sleep(origin + TimeUnit.SECONDS.toNanos(INTERVAL) - System.nanoTime());
    double before = cpu();
    TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
    double used = cpu() - before;
    List<Double> all = new ArrayList<>();
    late.forEach(each -> all.add(each / 1e6));
    IO.println(String.format("the same looks by bare virtual threads: %.0f µs of processor time each; late p50 %.1f ms, p99 %.1f ms (%,d)",
            used * 1e6 / all.size(), Figures.percentile(all, 50), Figures.percentile(all, 99), all.size()));
}

double cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
}

void look(int port, String letter) {
    try (Socket socket = new Socket()) {
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream().write(letter.charAt(0));
        socket.getInputStream().read();
    } catch (IOException e) {
        // as it is with those that do not answer
    }
}
