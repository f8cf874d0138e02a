import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Knows outside of Gantry what was accepted, what executed on which code, and what Gantry says of it. A run is
 * settled when its answer came and its execution was seen once; only runs that are not settled take memory.
 */
final class Oracle implements AutoCloseable {
    private static final int EXAMPLES = 12;

    /** What is known of a run that is not settled. */
    private static final class Case {
        boolean accepted;
        boolean finished;
        int executions;
        String stamp;
        String executed;
    }

    private final Path log;
    private final Map<Integer, String> shas = new ConcurrentHashMap<>();
    private final Map<String, Case> open = new ConcurrentHashMap<>();
    private final AtomicInteger newest = new AtomicInteger();
    private final Queue<String> examples = new ConcurrentLinkedQueue<>();
    private final Thread reader;
    private volatile boolean over;

    final LongAdder accepted = new LongAdder();
    final LongAdder finished = new LongAdder();
    final LongAdder executions = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder wrong = new LongAdder();
    final LongAdder wentBack = new LongAdder();
    final LongAdder repeated = new LongAdder();
    final LongAdder crossed = new LongAdder();
    final LongAdder audited = new LongAdder();

    /** Follows the file in which each execution leaves a line. */
    Oracle(Path log) throws IOException {
        this.log = Files.writeString(log, "");
        this.reader = Thread.ofPlatform().daemon().name("oracle").start(this::follow);
    }

    /** A revision that is about to come. */
    void expect(int number, String sha256) {
        shas.put(number, sha256);
    }

    /** The newest revision that finished a run. */
    int newest() {
        return newest.get();
    }

    void accepted(String id) {
        accepted.increment();
        change(id, c -> c.accepted = true);
    }

    /** Anything but an accepted run. */
    void refused(String what) {
        refused.increment();
        example("refused: " + what);
    }

    /**
     * Gantry says that an accepted run is finished.
     *
     * @param floor the newest revision at the time of the submit: the run must not be on an older one
     * @return whether a version changed while it was under way
     */
    boolean finished(String id, Wire.Answer run, int floor) {
        if (!"finished".equals(run.member("state"))) {
            return true;
        }
        finished.increment();
        if (!"success".equals(run.member("result"))) {
            failed.increment();
            example("failed: " + run.body());
        } else {
            compare(run, floor);
        }
        if (!"1".equals(run.member("attempt"))) {
            repeated.increment();
            example("not on its first attempt: " + run.body());
        }
        String stamp = run.member("before");
        change(id, c -> {
            c.finished = true;
            c.stamp = stamp;
        });
        boolean over = number(run) != floor || newest.get() != floor;
        if (over) {
            crossed.increment();
        }
        return over;
    }

    /** The attempts must say the same as the run: one, on the same revision. */
    void attempts(Wire.Answer run, Wire.Answer attempts) {
        audited.increment();
        boolean right = attempts.status() == 200
                && attempts.count("\"number\":") == 1
                && "1".equals(attempts.member("number"))
                && java.util.Objects.equals(run.member("sha256"), attempts.member("sha256"));
        if (!right) {
            wrong.increment();
            example("attempts differ: " + run.body() + " " + attempts.body());
        }
    }

    private void compare(Wire.Answer run, int floor) {
        int number = number(run);
        String stamp = Jars.stamp(number);
        boolean right = stamp.equals(run.member("before"))
                && stamp.equals(run.member("after"))
                && run.member("sha256").equals(shas.get(number));
        if (!right) {
            wrong.increment();
            example("wrong revision: " + run.body());
        }
        if (number < floor) {
            wentBack.increment();
            example("submitted when " + floor + " was in service: " + run.body());
        }
        newest.accumulateAndGet(number, Math::max);
    }

    private static int number(Wire.Answer run) {
        String version = run.member("version");
        return version == null ? -1 : Integer.parseInt(version.split("\\.")[1]);
    }

    private void executed(String line) {
        executions.increment();
        String[] parts = line.split(" ");
        change(parts[0], c -> {
            c.executions++;
            c.executed = parts[1];
        });
    }

    private void change(String id, java.util.function.Consumer<Case> change) {
        open.compute(id, (key, known) -> {
            Case c = known == null ? new Case() : known;
            change.accept(c);
            if (!(c.accepted && c.finished && c.executions > 0)) {
                return c;
            }
            if (c.stamp != null && !c.stamp.equals(c.executed)) {
                wrong.increment();
                example("executed on " + c.executed + ", but says " + c.stamp + ": " + key);
            }
            if (c.executions > 1) {
                repeated.increment();
                example("executed " + c.executions + " times: " + key);
            }
            return null;
        });
    }

    private void follow() {
        byte[] buffer = new byte[1 << 16];
        String rest = "";
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            while (true) {
                boolean last = over;
                int read = file.read(buffer);
                if (read <= 0) {
                    if (last) {
                        return;
                    }
                    TimeUnit.MILLISECONDS.sleep(5);
                    continue;
                }
                String text = rest + new String(buffer, 0, read, StandardCharsets.UTF_8);
                int end = text.lastIndexOf('\n') + 1;
                rest = text.substring(end);
                text.substring(0, end).lines().forEach(this::executed);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void example(String sentence) {
        if (examples.size() < EXAMPLES) {
            examples.add(sentence);
        }
    }

    int open() {
        return open.size();
    }

    /** After the load: all that is still open is wrong in some way. */
    @Override
    public void close() throws InterruptedException {
        over = true;
        reader.join();
    }

    /** Prints what was seen; call it when all is closed. Returns whether nothing was wrong. */
    boolean report() {
        List<String> lost = new ArrayList<>();
        List<String> ghosts = new ArrayList<>();
        open.forEach((id, c) -> (c.accepted ? lost : ghosts).add(id));
        lost.stream().limit(3).forEach(id -> example("accepted, and " + state(open.get(id)) + ": " + id));
        ghosts.stream().limit(3).forEach(id -> example("executed without an answer, or once more: " + id));
        IO.println(String.format("  accepted %,d, finished %,d, executions seen %,d", accepted.sum(), finished.sum(), executions.sum()));
        IO.println(String.format("  in flight while a version changed %,d; attempts looked at %,d", crossed.sum(), audited.sum()));
        IO.println(String.format("  lost %d, wrong revision %d, back to an older one %d, failed %d, refused %d, more than one attempt or execution %d",
                lost.size(), wrong.sum(), wentBack.sum(), failed.sum(), refused.sum(), repeated.sum() + ghosts.size()));
        examples.forEach(e -> IO.println("    " + e));
        return lost.isEmpty() && ghosts.isEmpty()
                && wrong.sum() + wentBack.sum() + failed.sum() + refused.sum() + repeated.sum() == 0;
    }

    private static String state(Case c) {
        return c.finished ? "finished without being executed" : c.executions > 0 ? "executed, not finished" : "never executed";
    }
}
