import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** w4: SIGKILL when half of the runs were executed, then a new start. */
final class Crash {
    private static final int RUNS = Integer.getInteger("runs", 20_000);
    private static final int SLOTS = 512;

    private final String store;

    Crash(String store) {
        this.store = store;
    }

    void work(Peers peers, Callable<String> place) throws Exception {
        boolean postgres = store.equals("PostgreSQL");
        Map<String, String> theirs = postgres
                ? Map.of("db-scheduler", "db-scheduler postgres w4 threads=64", "model", "proto postgres w4 committers=1")
                : Map.of("model", "proto sqlite w4");
        Rounds found = new Rounds("runs, or s after the start of the process");
        for (int i = 0; i < Rounds.COUNT; i++) {
            gantry(found, place.call());
            for (String peer : theirs.keySet()) {
                if (peers.there()) {
                    Peers.Found figures = peers.run(theirs.get(peer) + " n=" + RUNS);
                    found.put(peer + ", lost", figures.number("lost"));
                    found.put(peer + ", executed again", figures.number("duplicates"));
                    found.put(peer + ", all finished", figures.number("all_completed_s"));
                }
            }
        }
        found.print(String.format("w4: kill -9 at half of %,d on %s", RUNS, store));
        Rounds.judge("gantry, lost, at most", Figures.max(found.get("gantry, lost")), 0, false);
        Rounds.judge("gantry, executed again, at most", Figures.max(found.get("gantry, executed again")), SLOTS, false);
        found.aim("gantry, all finished", 1.5, false);
    }

    private void gantry(Rounds found, String place) throws Exception {
        Path home = Drive.home("w4");
        Path executed = home.resolve("executed.txt");
        Process gantry = Drive.start(home, "w4", "-Dgantry.engine.slots=" + SLOTS + " -Dgantry.bench.runs=" + RUNS + " " + place);
        while (lines(executed) < RUNS / 2) {
            if (!gantry.isAlive()) {
                throw new IOException(Files.readString(home.resolve("output.txt")));
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        gantry.destroyForcibly().waitFor();
        Set<String> acknowledged = Set.copyOf(Files.readAllLines(home.resolve("acknowledged.txt")));
        long before = lines(executed);
        Map<String, Double> after;
        Process again = Drive.start(home, "rest", "-Dgantry.engine.slots=" + SLOTS + " " + place);
        try {
            after = Drive.await(home, again);
        } finally {
            Node.stop(again);
        }
        Map<String, Long> times = Files.readAllLines(executed).stream().collect(Collectors.groupingBy(n -> n, Collectors.counting()));
        found.put("gantry, lost", acknowledged.stream().filter(n -> !times.containsKey(n)).count());
        found.put("gantry, executed again", times.values().stream().mapToLong(n -> n - 1).sum());
        found.put("gantry, executed before", before);
        found.put("gantry, plugin live", after.get("live"));
        found.put("gantry, all finished", after.get("finished"));
    }

    private static long lines(Path file) throws IOException {
        try {
            int count = 0;
            for (byte b : Files.readAllBytes(file)) {
                count += b == '\n' ? 1 : 0;
            }
            return count;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
