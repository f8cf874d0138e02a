import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers over HTTP that keep a node busy with runs of mixed length, and steady ones whose acceptances tell the
 * pauses. Callers of one length each, so that long runs are always in flight, however fast the short ones go.
 */
final class Load {
    /** Callers and the range of length, in milliseconds. */
    record Kind(int callers, int from, int to) {}

    static final List<Kind> MIX = List.of(
            new Kind(24, 0, 0), new Kind(32, 1, 30), new Kind(64, 100, 300), new Kind(80, 500, 2000));
    /** Runs below are quick: they tell how fast the node is. In milliseconds. */
    static final int LONG = 100;
    static final int STEADY = 2;
    static final long STEADY_PAUSE = Integer.getInteger("steady", 1) * 1_000_000L;
    /** What a quick caller rests after each run, in milliseconds: 0 is as much load as there can be. */
    private static final int PACE = Integer.getInteger("pace", 0);
    private static final int CHECKERS = 4;
    private static final int EVERY = Integer.getInteger("audit", 20);

    /** A steady run that was accepted and whose end is to be seen. */
    private record Accepted(String id, int floor) {}

    private final Node node;
    private final Oracle oracle;
    private final Path log;
    private final List<Thread> submitters = new ArrayList<>();
    private final List<Thread> checkers = new ArrayList<>();
    private final BlockingQueue<Accepted> unchecked = new ArrayBlockingQueue<>(20_000);
    private final AtomicLong audits = new AtomicLong();
    /** Acceptances that the steady callers saw, and those that any caller saw. */
    final Gaps steady = new Gaps();
    final Gaps acceptances = new Gaps();
    final LongAdder quickRuns = new LongAdder();
    final LongAdder steadyRuns = new LongAdder();
    private volatile boolean over;
    private volatile boolean checked;

    Load(Node node, Oracle oracle, Path log) {
        this.node = node;
        this.oracle = oracle;
        this.log = log;
    }

    void start() {
        for (Kind kind : MIX) {
            for (int i = 0; i < kind.callers(); i++) {
                submitters.add(Thread.ofVirtual().start(() -> work(() -> over, wire -> call(wire, kind))));
            }
        }
        for (int i = 0; i < STEADY; i++) {
            submitters.add(Thread.ofPlatform().start(() -> work(() -> over, this::submit)));
        }
        for (int i = 0; i < CHECKERS; i++) {
            checkers.add(Thread.ofVirtual().start(() -> work(() -> checked && unchecked.isEmpty(), this::check)));
        }
    }

    /** Ends the load and waits for all that it started. */
    void stop() throws InterruptedException {
        over = true;
        for (Thread submitter : submitters) {
            submitter.join();
        }
        checked = true;
        for (Thread checker : checkers) {
            checker.join();
        }
    }

    private interface Step {
        void take(Wire wire) throws IOException, InterruptedException;
    }

    private void work(java.util.function.BooleanSupplier end, Step step) {
        while (!end.getAsBoolean()) {
            try (Wire wire = new Wire(node)) {
                while (!end.getAsBoolean()) {
                    step.take(wire);
                }
            } catch (IOException e) {
                oracle.refused(e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private String params(int millis) {
        return "{\"params\":{\"log\":\"" + log + "\",\"millis\":" + millis + "}}";
    }

    private void call(Wire wire, Kind kind) throws IOException {
        int floor = oracle.newest();
        int millis = ThreadLocalRandom.current().nextInt(kind.from(), kind.to() + 1);
        boolean quick = kind.to() == 0;
        Wire.Answer run = wire.send("POST", "/api/v1/tasks/bench.swap/runs" + (quick ? "" : "?wait=PT60S"), params(millis));
        if (run.status() != 200 && run.status() != 202) {
            oracle.refused(run.status() + " " + run.body());
            return;
        }
        String id = run.member("id");
        oracle.accepted(id);
        if (quick) {
            acceptances.add(System.nanoTime());
            run = wire.send("GET", "/api/v1/runs/" + id + "?wait=PT60S", "");
        }
        if (kind.to() < LONG) {
            quickRuns.increment();
        }
        judge(wire, id, run, floor);
        if (PACE > 0 && kind.to() < LONG) {
            LockSupport.parkNanos(PACE * 1_000_000L);
        }
    }

    private void submit(Wire wire) throws IOException, InterruptedException {
        int floor = oracle.newest();
        Wire.Answer run = wire.send("POST", "/api/v1/tasks/bench.swap/runs", params(0));
        if (run.status() != 202) {
            oracle.refused(run.status() + " " + run.body());
            return;
        }
        long now = System.nanoTime();
        steady.add(now);
        acceptances.add(now);
        steadyRuns.increment();
        String id = run.member("id");
        oracle.accepted(id);
        unchecked.put(new Accepted(id, floor));
        LockSupport.parkNanos(STEADY_PAUSE);
    }

    private void check(Wire wire) throws IOException, InterruptedException {
        Accepted next = unchecked.poll(20, TimeUnit.MILLISECONDS);
        if (next != null) {
            judge(wire, next.id(), wire.send("GET", "/api/v1/runs/" + next.id() + "?wait=PT60S", ""), next.floor());
        }
    }

    /** All runs over which a version changed are looked at closely, and some of the others. */
    private void judge(Wire wire, String id, Wire.Answer run, int floor) throws IOException {
        if (oracle.finished(id, run, floor) || audits.incrementAndGet() % EVERY == 0) {
            oracle.attempts(run, wire.send("GET", "/api/v1/runs/" + id + "/attempts", ""));
        }
    }
}
