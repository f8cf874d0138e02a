import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Batches, the time until a body begins, and many runs that wait: from inside, as the peers' harness does it. */
final class Starts {
    private final String store;
    private final boolean postgres;

    Starts(String store) {
        this.store = store;
        this.postgres = store.equals("PostgreSQL");
    }

    /** w1b: batches of 1,000, one after another. */
    void batches(Peers peers, Callable<String> place) throws Exception {
        Map<String, String> theirs = postgres
                ? Map.of("db-scheduler", "db-scheduler postgres w1b n=40000 warm=5000 threads=64 immediate=0",
                        "model", "proto postgres w1b n=400000 warm=50000 committers=1")
                : Map.of("db-scheduler", "db-scheduler sqlite w1b n=8000 warm=2000",
                        "model", "proto sqlite w1b n=400000 warm=50000");
        Rounds rates = new Rounds("runs/s");
        for (int i = 0; i < Rounds.COUNT; i++) {
            Map<String, Double> ours = Drive.run("w1b", "-Dgantry.bench.runs=400000 -Dgantry.bench.warm=200000 " + place.call());
            rates.put("gantry", ours.get("rate"));
            for (String peer : theirs.keySet()) {
                if (peers.there()) {
                    rates.put(peer, peers.run(theirs.get(peer)).number("jobs_s"));
                }
            }
        }
        rates.print("w1b: batches of 1,000, one after another, until all are finished, on " + store);
        rates.ratio("gantry", "db-scheduler", 10);
        rates.ratio("gantry", "model", 0.6);
    }

    /** w2: 50 runs a second. */
    void latency(Peers peers, Callable<String> place) throws Exception {
        Map<String, String> theirs = postgres
                ? Map.of("db-scheduler", "db-scheduler postgres w2", "DBOS", "dbos postgres w2", "model", "proto postgres w2 committers=1")
                : Map.of("db-scheduler", "db-scheduler sqlite w2", "model", "proto sqlite w2");
        int seconds = Integer.getInteger("seconds", 30);
        Rounds times = new Rounds("ms");
        for (int i = 0; i < Rounds.COUNT; i++) {
            Map<String, Double> ours = Drive.run("w2", "-Dgantry.bench.seconds=" + seconds + " -Dgantry.bench.warm=20000 " + place.call());
            for (String figure : List.of("call.p50", "call.p99", "commit.p50", "commit.p99")) {
                times.put("gantry, " + figure, ours.get(figure));
            }
            for (String peer : theirs.keySet()) {
                if (peers.there()) {
                    Peers.Found found = peers.run(theirs.get(peer) + " secs=" + seconds);
                    times.put(peer + ", call.p50", found.number("call_p50_ms"));
                    times.put(peer + ", call.p99", found.number("call_p99_ms"));
                }
            }
        }
        times.print("w2: 50 runs a second for " + seconds + " s, from the call, and from the commit, to the body, on " + store);
        for (String percentile : List.of("p50", "p99")) {
            double best = Double.POSITIVE_INFINITY;
            for (String peer : List.of("db-scheduler", "DBOS")) {
                List<Double> all = times.get(peer + ", call." + percentile);
                best = all.isEmpty() ? best : Math.min(best, Figures.median(all));
            }
            if (best < Double.POSITIVE_INFINITY) {
                times.aim("gantry, call." + percentile, best, false);
            }
        }
        times.aim("gantry, commit.p50", 0.1, false);
    }

    /** w2 on two nodes: the one that takes runs in has no slots, the other one runs them. */
    void across(Peers peers, Callable<String> place) throws Exception {
        if (!postgres) {
            IO.println("across needs several nodes, which are for PostgreSQL: -Dstore=postgres");
            return;
        }
        int seconds = Integer.getInteger("seconds", 30);
        Rounds times = new Rounds("ms");
        for (int i = 0; i < Rounds.COUNT; i++) {
            String database = place.call();
            try (Node worker = Node.start(Drive.home("worker"), "-Dgantry.node.name=worker " + database)) {
                Map<String, Double> ours = Drive.run("w2", "-Dgantry.node.name=door -Dgantry.engine.slots=0 -Dgantry.bench.warm=20000"
                        + " -Dgantry.bench.seconds=" + seconds + " " + database);
                for (String figure : List.of("call.p50", "call.p99", "commit.p50", "commit.p99")) {
                    times.put("gantry, " + figure, ours.get(figure));
                }
            }
        }
        times.print("w2 across: 50 runs a second for " + seconds + " s that one node takes in and another one runs");
        times.aim("gantry, call.p50", 3, false);
        times.aim("gantry, call.p99", 15, false);
    }

    /** w3: runs that wait for a second, all of them stored before the first begins. */
    void naps(Peers peers, Callable<String> place) throws Exception {
        Map<String, String> theirs = postgres
                ? Map.of("db-scheduler", "db-scheduler postgres w3 n=10000", "model", "proto postgres w3 n=10000 committers=1")
                : Map.of("model", "proto sqlite w3 n=10000");
        Rounds times = new Rounds("s");
        Rounds memory = new Rounds("MB of resident memory at most");
        for (int i = 0; i < Rounds.COUNT; i++) {
            for (int runs : List.of(10_000, 100_000)) {
                String name = String.format("gantry, %,d", runs);
                Map<String, Double> ours = Drive.run("w3", "-Dgantry.engine.slots=" + runs + " -Dgantry.bench.runs=" + runs + " " + place.call());
                times.put(name, ours.get("seconds"));
                memory.put(name, ours.get("resident"));
                memory.put(name + ", of it before", ours.get("resident.before"));
            }
            for (String peer : theirs.keySet()) {
                if (peers.there()) {
                    Peers.Found found = peers.run(theirs.get(peer));
                    times.put(peer + ", 10,000", found.number("total_s"));
                    memory.put(peer + ", 10,000", found.number("rss_peak_kb") / 1024);
                }
            }
        }
        times.print("w3: runs that wait 1 s, from the moment that they may begin until all are finished, on " + store);
        memory.print("the same");
        times.aim("gantry, 10,000", 1.3, false);
        times.aim("gantry, 100,000", 3, false);
        memory.aim("gantry, 10,000", 150, false);
    }
}
