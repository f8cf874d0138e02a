import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Many schedules on one node, made over the API: what they cost at rest, and how late they fire, spread and all at one
 * instant. See README.md beside this file.
 *
 * <pre>java distribution/bench/Schedules.java</pre>
 */
static final int MANY = Integer.getInteger("schedules", 100_000);
/** How many of them fire while spread, and within which time: as all of them do within a longer one. */
static final int SPREAD = Integer.getInteger("spread", 20_000);
static final int WINDOW = Integer.getInteger("window", 120);
static final int AT_ONCE = Integer.getInteger("at.once", 10_000);
static final int REST = Integer.getInteger("rest", 30);

void main() throws Exception {
    Node.requireBuild();
    Path home = Node.home("schedules");
    Files.copy(Node.PLUGIN, home.resolve("bundles/bench.jar"));
    try (Node node = Node.start(home, "-Xmx1g")) {
        while (!node.body("GET", "/api/v1/tasks/bench.noop", "").contains("\"params\"")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        double empty = used(node);
        double idle = rest(node);
        long start = System.nanoTime();
        Random random = new Random(7);
        ZonedDateTime far = ZonedDateTime.now(ZoneOffset.UTC).plusMonths(6);
        Fires.put(node, MANY, i -> cron(far.plusSeconds(random.nextInt(20 * 24 * 3600))), "");
        IO.println(String.format("%,d schedules made over the API in %.1f s", MANY, (System.nanoTime() - start) / 1e9));
        double full = used(node);
        IO.println(String.format("  memory per schedule      %.0f bytes", (full - empty) * 1e6 / MANY));
        IO.println(String.format("  CPU of one core at rest  %.2f %% (without schedules %.2f %%), over %d s",
                rest(node), idle, REST));

        ZonedDateTime first = next(40);
        Fires.put(node, SPREAD, i -> cron(first.plusSeconds(random.nextInt(WINDOW))), ",\"jitter\":\"PT1S\"");
        waitUntil(first.minusSeconds(2).toInstant(), "the import took too long: raise the lead");
        double before = Fires.cpu(node);
        NavigableMap<Double, Double> none = lags(node);
        waitUntil(first.plusSeconds(WINDOW + 1).toInstant(), "");
        await(node, SPREAD);
        double used = Fires.cpu(node) - before;
        IO.println(String.format("%,d fires spread over %d s", SPREAD, WINDOW));
        lag(node, none);
        IO.println(String.format("  CPU per fire and run     %.0f µs", used * 1e6 / SPREAD));

        Instant again = Instant.now();
        ZonedDateTime instant = next(30);
        Fires.put(node, AT_ONCE, i -> cron(instant), "");
        waitUntil(instant.minusSeconds(2).toInstant(), "the import took too long: raise the lead");
        waitUntil(instant.toInstant(), "");
        await(node, AT_ONCE);
        IO.println(String.format("%,d fires at one instant", AT_ONCE));
        late(node, again, AT_ONCE);
        String metrics = node.body("GET", "/metrics", "");
        IO.println(String.format("  missed                   %.0f", Curves.sum(metrics, "gantry_schedule_missed_total")));
    }
}

/** A whole second some time from now. */
ZonedDateTime next(int seconds) {
    return ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).plusSeconds(seconds);
}

/** Fires at this second once a year. */
String cron(ZonedDateTime at) {
    return at.getSecond() + " " + at.getMinute() + " " + at.getHour() + " " + at.getDayOfMonth() + " "
            + at.getMonthValue() + " ?";
}

void waitUntil(Instant at, String otherwise) throws Exception {
    long left = Duration.between(Instant.now(), at).toMillis();
    if (left < 0 && !otherwise.isEmpty()) {
        throw new IOException(otherwise);
    }
    TimeUnit.MILLISECONDS.sleep(Math.max(0, left));
}

/** Waits until so many runs that were made since are finished. */
void await(Node node, int count) throws Exception {
    for (int i = 0; i < 600; i++) {
        String metrics = node.body("GET", "/metrics", "");
        if (Curves.sum(metrics, "gantry_runs_finished_total") >= finished + count) {
            finished += count;
            return;
        }
        TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new IOException("not all runs finished");
}

double finished;

/** Fires by how late their runs were on disk, jitter left out: how many up to so many seconds. */
NavigableMap<Double, Double> lags(Node node) throws Exception {
    NavigableMap<Double, Double> lags = new TreeMap<>();
    node.body("GET", "/metrics", "").lines().filter(l -> l.startsWith("gantry_schedule_lag_seconds_bucket")).forEach(l -> {
        String limit = l.substring(l.indexOf("le=\"") + 4, l.indexOf("\"}"));
        lags.put(limit.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(limit),
                Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)));
    });
    return lags;
}

/** How late the runs since were on disk: the upper ends of the histogram's steps. */
void lag(Node node, NavigableMap<Double, Double> before) throws Exception {
    NavigableMap<Double, Double> after = lags(node);
    double all = after.lastEntry().getValue() - before.getOrDefault(after.lastKey(), 0.0);
    StringBuilder line = new StringBuilder("  late: run on disk        ");
    for (double share : new double[] {0.5, 0.99, 0.999}) {
        for (Map.Entry<Double, Double> step : after.entrySet()) {
            if (step.getValue() - before.getOrDefault(step.getKey(), 0.0) >= all * share) {
                line.append(String.format("p%s at most %.1f ms, ", Double.toString(share * 100).replace(".0", ""), step.getKey() * 1e3));
                break;
            }
        }
    }
    IO.println(line.append(String.format("(%,.0f)", all)));
}

/** How late the runs of the newest fires were made, and begun. */
void late(Node node, Instant since, int count) throws Exception {
    List<Double> made = new ArrayList<>();
    List<Double> begun = new ArrayList<>();
    Fires.late(node, since, count, made, begun);
    Figures.tail("late: run made", made, "ms");
    Figures.tail("late: attempt begun, after the commit", begun, "ms");
}

/** Heap after a full collection, in MB. */
double used(Node node) throws Exception {
    Curves.collect(node);
    return Curves.sum(node.body("GET", "/metrics", ""), "jvm_memory_used_bytes{area=\"heap\"") / 1e6;
}

/** Percent of one core that the node takes while nobody asks it for anything. */
double rest(Node node) throws Exception {
    TimeUnit.SECONDS.sleep(3);
    double before = Fires.cpu(node);
    TimeUnit.SECONDS.sleep(REST);
    return (Fires.cpu(node) - before) * 100 / REST;
}
