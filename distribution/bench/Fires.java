import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** w5: many schedules that fire at second 0 of each minute, as in the peers' harness; and what others need to fire schedules. */
final class Fires {
    private static final int CALLERS = 32;
    private static final int MANY = Integer.getInteger("schedules", 10_000);
    private static final int WARM = Integer.getInteger("warm", 2);
    private static final int MINUTES = 2;

    private final String store;

    Fires(String store) {
        this.store = store;
    }

    void work(Peers peers, Callable<String> place) throws Exception {
        boolean postgres = store.equals("PostgreSQL");
        Rounds found = new Rounds("s late from the fire time to the body, and µs of processor time a fire");
        for (int i = 0; i < Rounds.COUNT; i++) {
            gantry(found, place.call());
            if (peers.there()) {
                for (String peer : postgres ? List.of("proto", "db-scheduler") : List.of("proto")) {
                    Peers.Found figures = peers.run(peer + (postgres ? " postgres" : " sqlite") + " w5 n=" + MANY + (peer.equals("proto") && postgres ? " committers=1" : ""));
                    String name = peer.equals("proto") ? "model" : peer;
                    found.put(name + ", late p99", figures.number("late_p99_ms") / 1e3);
                    found.put(name + ", µs a fire", (figures.number("cpu_client_s") + figures.number("cpu_pg_s")) * 1e6 / figures.number("fires"));
                }
            }
        }
        found.print(String.format("w5: %,d fires at one instant, %d times after %d that do not count, on %s", MANY, MINUTES, WARM, store));
        found.aim("gantry, late p99", 0.3, false);
        found.aim("gantry, µs a fire", 100, false);
    }

    private static void gantry(Rounds found, String place) throws Exception {
        try (Node node = Node.start(Drive.home("w5"), place + " " + System.getProperty("opts", ""))) {
            while (!node.body("GET", "/api/v1/tasks/bench.noop", "").contains("\"params\"")) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
            if (Duration.between(Instant.now(), minute).toSeconds() < 25) {
                TimeUnit.MILLISECONDS.sleep(Duration.between(Instant.now(), minute).toMillis() + 2000);
                minute = minute.plus(1, ChronoUnit.MINUTES);
            }
            put(node, MANY, i -> "0 * * * * ?", "");
            minute = minute.plus(WARM, ChronoUnit.MINUTES);
            TimeUnit.MILLISECONDS.sleep(Math.max(0, Duration.between(Instant.now(), minute.minusSeconds(3)).toMillis()));
            double cpu = cpu(node);
            double server = Postgres.cpu();
            TimeUnit.MILLISECONDS.sleep(Duration.between(Instant.now(), minute.plusSeconds(60L * MINUTES - 10)).toMillis());
            double used = cpu(node) - cpu + Postgres.cpu() - server;
            List<Double> made = new ArrayList<>();
            List<Double> begun = new ArrayList<>();
            late(node, minute.minusSeconds(1), MANY * MINUTES, made, begun);
            found.put("gantry, made p99", Figures.percentile(made, 99) / 1e3);
            found.put("gantry, late p50", Figures.percentile(begun, 50) / 1e3);
            found.put("gantry, late p99", Figures.percentile(begun, 99) / 1e3);
            found.put("gantry, µs a fire", used * 1e6 / (MANY * MINUTES));
        }
    }

    /** Makes or replaces the first so many schedules. */
    static void put(Node node, int count, IntFunction<String> cron, String rules) throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Exception> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(CALLERS);
        String[] crons = new String[count];
        for (int i = 0; i < count; i++) {
            crons[i] = cron.apply(i);
        }
        for (int caller = 0; caller < CALLERS; caller++) {
            Thread.ofVirtual().start(() -> {
                try (Wire wire = new Wire(node)) {
                    for (int i = next.getAndIncrement(); i < count && failure.get() == null; i = next.getAndIncrement()) {
                        Wire.Answer answer = wire.send("PUT", "/api/v1/schedules/s" + i,
                                "{\"task\":\"bench.noop\",\"params\":{\"number\":1},\"cron\":\"" + crons[i] + "\"" + rules + "}");
                        if (answer.status() >= 300) {
                            throw new IOException(answer.body());
                        }
                    }
                } catch (Exception e) {
                    failure.set(e);
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    /** How late the runs of the newest fires were made, and begun, in ms. */
    static void late(Node node, Instant since, int count, List<Double> made, List<Double> begun) throws Exception {
        String cursor = "";
        while (made.size() < count) {
            String page = node.body("GET", "/api/v1/runs?task=bench.noop&limit=1000" + cursor, "");
            String[] runs = page.split("\\{\"id\":\"", -1);
            for (int i = 1; i < runs.length && made.size() < count; i++) {
                if (!runs[i].contains("gantry.fireTime")) {
                    continue;
                }
                Instant nominal = Instant.parse(Wire.Answer.member(runs[i], "gantry.fireTime"));
                if (nominal.isBefore(since)) {
                    throw new IOException("only " + made.size() + " runs of " + count);
                }
                made.add(millis(nominal, Wire.Answer.member(runs[i], "createdAt")));
                begun.add(millis(nominal, Wire.Answer.member(runs[i], "startedAt")));
            }
            String next = Wire.Answer.member(page.substring(page.lastIndexOf('}', page.length() - 3)), "next");
            if (next == null && made.size() < count) {
                throw new IOException("only " + made.size() + " runs of " + count);
            }
            cursor = "&cursor=" + next;
        }
    }

    private static double millis(Instant from, String to) {
        return Duration.between(from, Instant.parse(to)).toNanos() / 1e6;
    }

    /** Seconds of processor time so far. */
    static double cpu(Node node) {
        return node.process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }
}
