import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Many runs that wait: a start with them, and how a node with them works and answers. */
final class Depth {
    private static final int MANY = Integer.getInteger("many", 1_000_000);
    private static final int DEEP = Integer.getInteger("deep", 10_000_000);
    private static final int FEW = Integer.getInteger("few", 1_000_000);
    private static final int LISTS = Integer.getInteger("lists", 200);
    private static final int WARM = 20;
    private static final String LIMIT = "-Dgantry.engine.queue.limit=1000000000 ";

    private final String store;

    Depth(String store) {
        this.store = store;
    }

    /** From exec until it is ready, and until a run was accepted, with many runs that may begin at once. */
    void recovery(Peers none, Callable<String> place) throws Exception {
        Rounds times = new Rounds("s after the start of the process");
        Path home = null;
        String options = LIMIT + place.call();
        for (int i = 0; i < Rounds.COUNT; i++) {
            if (i == 0) {
                home = Drive.home("recovery");
                Process filling = Drive.start(home, "fill", "-Dgantry.bench.runs=" + MANY + " " + options);
                Drive.await(home, filling);
                filling.destroyForcibly().waitFor();
            }
            long start = System.nanoTime();
            Node node = Node.start(home, options);
            times.put("ready", (System.nanoTime() - start) / 1e9);
            String answer = node.body("POST", "/api/v1/tasks/bench.noop/runs", "{\"params\":{\"number\":1}}");
            if (!answer.contains("\"id\"")) {
                throw new IOException(answer);
            }
            times.put("a run accepted", (System.nanoTime() - start) / 1e9);
            times.put("open, of " + MANY, Curves.sum(node.body("GET", "/metrics", ""), "gantry_runs_active"));
            node.process.destroyForcibly().waitFor();
        }
        times.print(String.format("start with %,d queued runs, after kill -9, on %s", MANY, store));
        times.aim("a run accepted", 3, false);
    }

    /** Memory, speed and lists with a deep backlog, beside the same with a shallow one. */
    void backlog(Peers none, Callable<String> place) throws Exception {
        Map<String, Double> few = depth("few", FEW, LIMIT + place.call());
        Map<String, Double> deep = depth("deep", DEEP, LIMIT + place.call());
        IO.println(String.format("a backlog of %,d beside one of %,d, on %s, one round", DEEP, FEW, store));
        few.forEach((name, value) -> IO.println(String.format(Locale.ROOT, "  %-34s %,.1f, with %,d %,.1f", name, deep.get(name), FEW, value)));
        Rounds.judge("ends a second, deep : shallow", deep.get("runs/s") / few.get("runs/s"), 0.9, true);
        Rounds.judge("heap, deep : shallow", deep.get("heap, MB") / few.get("heap, MB"), 1.2, false);
        Rounds.judge("lists, p99, ms", deep.get("lists, p99 ms"), 200, false);
    }

    private Map<String, Double> depth(String name, int runs, String options) throws Exception {
        Path home = Drive.home(name);
        Process process = Drive.start(home, "fill", "-Dgantry.bench.resume=false -Dgantry.bench.runs=" + runs + " " + options);
        Map<String, Double> filled = Drive.await(home, process);
        IO.println(String.format(Locale.ROOT, "    %s: %,d runs stored, %,.0f/s", name, runs, filled.get("rate")));
        Node.stop(process);
        Process draining = Drive.start(home, "drain", "-Dgantry.bench.runs=" + runs / 2 + " -Dgantry.bench.warm=" + Math.min(200_000, runs / 4)
                + " -Dgantry.bench.seconds=20 " + options);
        Map<String, Double> drained = Drive.await(home, draining);
        List<Double> lists = lists(Node.of(home, draining));
        Node.stop(draining);
        return Map.of(
                "runs/s", drained.get("rate"),
                "processor time a run, µs", drained.get("cpu"),
                "heap, MB", drained.get("heap"),
                "resident, MB", drained.get("resident"),
                "lists, p50 ms", Figures.median(lists),
                "lists, p99 ms", Figures.percentile(lists, 99));
    }

    /** Pages of the lists that a person looks at, while the backlog is worked off. */
    private static List<Double> lists(Node node) throws Exception {
        List<String> paths = List.of("/api/v1/runs?limit=50", "/api/v1/runs?limit=50&state=queued", "/api/v1/runs?limit=50&state=running",
                "/api/v1/runs?limit=50&task=bench.noop", "/api/v1/runs?limit=50&state=finished", "/api/v1/runs?limit=50&result=success",
                "/api/v1/runs?limit=50&result=failure", "/api/v1/runs?limit=50&tenant=default");
        List<Double> all = new ArrayList<>();
        try (Wire wire = new Wire(node)) {
            for (String path : paths) {
                List<Double> times = new ArrayList<>();
                String cursor = "";
                for (int i = -WARM; i < LISTS; i++) {
                    long start = System.nanoTime();
                    Wire.Answer answer = wire.send("GET", path + cursor, "");
                    if (i >= 0) {
                        times.add((System.nanoTime() - start) / 1e6);
                    }
                    if (answer.status() != 200) {
                        throw new IOException(answer.body());
                    }
                    String next = Wire.Answer.member(answer.body().substring(answer.body().lastIndexOf("\"next\"")), "next");
                    cursor = next == null ? "" : "&cursor=" + next;
                    TimeUnit.MILLISECONDS.sleep(2);
                }
                Figures.tail(path.substring(7), times, "ms");
                all.addAll(times);
            }
        }
        return all;
    }
}
