package dev.gantry.bench.driver;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.RunControl;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.Runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is measured from inside. Settings are JVM properties: {@code gantry.bench.runs}, {@code
 * .warm}, {@code .callers}, {@code .virtual}, {@code .rate}, {@code .seconds}, {@code .server}.
 */
final class Workloads {
    private static final int BATCH = 1000;
    private static final int IN_FLIGHT = 4;
    private static final RunQuery OPEN =
            new RunQuery(null, null, null, null, null, Map.of(), 1, null)
                    .page(null, RunQuery.Only.OPEN, 1, null);
    private static final Pattern NANOS = Pattern.compile("\"nanos\":(-?\\d+)");

    private final Settings settings;
    private final Runs runs;
    private final RunControl control;
    private final LongSupplier finished;
    private final long count;
    private final long warm;
    private final int callers;
    private final boolean virtual;
    private final long server;

    Workloads(Settings settings, Runs runs, RunControl control, LongSupplier finished) {
        this.settings = settings;
        this.runs = runs;
        this.control = control;
        this.finished = finished;
        this.count = settings.number("gantry.bench.runs", 50_000, 1, 100_000_000);
        this.warm = settings.number("gantry.bench.warm", 5_000, 0, 100_000_000);
        this.callers = (int) settings.number("gantry.bench.callers", 8, 1, 100_000);
        this.virtual = settings.flag("gantry.bench.virtual", false);
        this.server = settings.number("gantry.bench.server", 0, 0, Long.MAX_VALUE);
    }

    /** Figures by name. */
    Map<String, Double> run(String work) throws IOException, InterruptedException {
        return switch (work) {
            case "w1" -> throughput(n -> noop(n));
            case "w1b" -> batches();
            case "w2" -> latency();
            case "w3" -> naps();
            case "w4" -> trail();
            case "rest" -> rest();
            case "fill" -> fill();
            case "drain" -> drain();
            default -> throw new IllegalArgumentException("no workload " + work);
        };
    }

    private static RunRequest noop(long number) {
        return RunRequest.of("bench.noop", "{\"number\":" + number + "}");
    }

    private Map<String, Double> throughput(LongFunction<RunRequest> request)
            throws InterruptedException {
        long again = warm / 10;
        long goal = finished.getAsLong() + warm + again;
        submit(512, true, 0, warm, request, n -> {});
        submit(0, again, request, n -> {});
        await(goal);
        return measured(() -> submit(0, count, request, n -> {}));
    }

    private Map<String, Double> batches() throws InterruptedException {
        long goal = finished.getAsLong() + warm;
        batches(warm, Workloads::noop, 1);
        await(goal);
        return measured(() -> batches(count, Workloads::noop, 1));
    }

    private interface Work {
        void work() throws InterruptedException;
    }

    private Map<String, Double> measured(Work work) throws InterruptedException {
        long goal = finished.getAsLong() + count;
        double cpu = Machine.cpu(server);
        long start = System.nanoTime();
        work.work();
        await(goal);
        double seconds = since(start);
        return Map.of(
                "rate", count / seconds,
                "cpu", (Machine.cpu(server) - cpu) * 1e6 / count);
    }

    /** At a light and even load: from the call, and from the commit, to the task's first line. */
    private Map<String, Double> latency() throws InterruptedException {
        int rate = (int) settings.number("gantry.bench.rate", 50, 1, 1_000_000);
        int n = rate * (int) settings.number("gantry.bench.seconds", 30, 1, 100_000);
        submit(0, warm, Workloads::clock, done -> {});
        runs.submit(clock(0))
                .thenCompose(last -> runs.whenFinished(last.id()))
                .toCompletableFuture()
                .join();
        TimeUnit.SECONDS.sleep(1);
        long[] called = new long[n];
        long[] committed = new long[n];
        List<CompletableFuture<Runs.Submitted>> answers = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < n; i++) {
            long at = start + i * (TimeUnit.SECONDS.toNanos(1) / rate);
            while (at > System.nanoTime()) {
                LockSupport.parkNanos(at - System.nanoTime());
            }
            int number = i;
            called[i] = System.nanoTime();
            CompletableFuture<Runs.Submitted> answer = runs.submit(clock(i)).toCompletableFuture();
            answers.add(answer.whenComplete((run, e) -> committed[number] = System.nanoTime()));
            answers.get(i).join();
        }
        double[] call = new double[n];
        double[] commit = new double[n];
        for (int i = 0; i < n; i++) {
            String output =
                    runs.whenFinished(answers.get(i).join().id())
                            .toCompletableFuture()
                            .join()
                            .output();
            Matcher nanos = NANOS.matcher(output);
            if (!nanos.find()) {
                throw new IllegalStateException(output);
            }
            long begun = Long.parseLong(nanos.group(1));
            call[i] = (begun - called[i]) / 1e6;
            commit[i] = (begun - committed[i]) / 1e6;
        }
        return Map.of(
                "call.p50", percentile(call, 50),
                "call.p99", percentile(call, 99),
                "commit.p50", percentile(commit, 50),
                "commit.p99", percentile(commit, 99));
    }

    private static RunRequest clock(long number) {
        return RunRequest.of("bench.clock", "{\"number\":" + number + "}");
    }

    /** Runs that wait a second each, all of them stored before the first begins. */
    private Map<String, Double> naps() throws IOException, InterruptedException {
        control.pause(Pause.Scope.TASK, "bench.nap", "the benchmark begins when all are there", "");
        long goal = finished.getAsLong() + count;
        batches(count, n -> RunRequest.of("bench.nap", "{\"millis\":1000}"), IN_FLIGHT);
        double before = Machine.resident("VmRSS");
        Machine.forgetPeak();
        long start = System.nanoTime();
        control.resume(Pause.Scope.TASK, "bench.nap", "");
        await(goal);
        return Map.of(
                "seconds", since(start),
                "resident.before", before,
                "resident", Machine.resident("VmHWM"));
    }

    /**
     * Three quarters are stored, then all begin while the rest is submitted; ended from outside.
     */
    private Map<String, Double> trail() throws InterruptedException {
        Path executed = settings.home().resolve("executed.txt");
        Path acknowledged = settings.home().resolve("acknowledged.txt");
        String tail = ",\"file\":\"" + executed + "\"}";
        LongFunction<RunRequest> request =
                n -> RunRequest.of("bench.trail", "{\"number\":" + n + tail);
        control.pause(Pause.Scope.TASK, "bench.trail", "the benchmark begins later", "");
        long before = count * 3 / 4;
        submit(0, before, request, n -> note(acknowledged, n));
        control.resume(Pause.Scope.TASK, "bench.trail", "");
        submit(before, count, request, n -> note(acknowledged, n));
        await(finished.getAsLong() + count);
        throw new IllegalStateException("not ended in the middle");
    }

    /** What a start found open, until nothing is: seconds since the JVM began, as for the peers. */
    private Map<String, Double> rest() {
        double live = Machine.sinceStart();
        while (!runs.list(OPEN).items().isEmpty()) {
            LockSupport.parkNanos(10_000_000);
        }
        return Map.of("live", live, "finished", Machine.sinceStart());
    }

    private static void note(Path file, long number) {
        try {
            Files.write(
                    file,
                    (number + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Stores runs that wait, and lets them go. */
    private Map<String, Double> fill() throws InterruptedException {
        control.pause(
                Pause.Scope.TASK, "bench.noop", "the benchmark begins when all are there", "");
        long start = System.nanoTime();
        batches(count, Workloads::noop, IN_FLIGHT);
        double rate = count / since(start);
        if (settings.flag("gantry.bench.resume", true)) {
            control.resume(Pause.Scope.TASK, "bench.noop", "");
        }
        return Map.of("rate", rate);
    }

    /** Lets runs go that wait, and looks how fast they end. */
    private Map<String, Double> drain() throws IOException, InterruptedException {
        double before = Machine.heap();
        control.resume(Pause.Scope.TASK, "bench.noop", "");
        long seconds = settings.number("gantry.bench.seconds", 20, 1, 100_000);
        await(finished.getAsLong() + warm);
        long from = finished.getAsLong();
        double cpu = Machine.cpu(server);
        long start = System.nanoTime();
        while (since(start) < seconds && finished.getAsLong() - from < count) {
            LockSupport.parkNanos(1_000_000);
        }
        long done = finished.getAsLong() - from;
        double took = since(start);
        double used = Machine.cpu(server) - cpu;
        return Map.of(
                "rate",
                done / took,
                "cpu",
                used * 1e6 / done,
                "heap.before",
                before,
                "heap",
                Machine.heap(),
                "resident",
                Machine.resident("VmRSS"));
    }

    private interface Acknowledged {
        void note(long number);
    }

    /** From a number of callers, each of which waits for the commit of its run before the next. */
    private void submit(
            long from, long until, LongFunction<RunRequest> request, Acknowledged acknowledged)
            throws InterruptedException {
        submit(callers, virtual, from, until, request, acknowledged);
    }

    private void submit(
            int callers,
            boolean virtual,
            long from,
            long until,
            LongFunction<RunRequest> request,
            Acknowledged acknowledged)
            throws InterruptedException {
        AtomicLong next = new AtomicLong(from);
        ThreadFactory threads =
                virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Thread caller =
                    threads.newThread(
                            () -> {
                                for (long n; (n = next.getAndIncrement()) < until; ) {
                                    runs.submit(request.apply(n)).toCompletableFuture().join();
                                    acknowledged.note(n);
                                }
                            });
            caller.start();
            all.add(caller);
        }
        for (Thread caller : all) {
            caller.join();
        }
    }

    /** By batches, so many of which are on their way to the disk at a time. */
    private void batches(long total, LongFunction<RunRequest> request, int inFlight) {
        Deque<CompletableFuture<List<Runs.Reply>>> waiting = new ArrayDeque<>();
        for (long from = 0; from < total; from += BATCH) {
            List<RunRequest> batch = new ArrayList<>(BATCH);
            for (long n = from; n < Math.min(from + BATCH, total); n++) {
                batch.add(request.apply(n));
            }
            waiting.add(runs.submitAll(batch).toCompletableFuture());
            if (waiting.size() >= inFlight) {
                accepted(waiting.remove());
            }
        }
        waiting.forEach(Workloads::accepted);
    }

    private static void accepted(CompletableFuture<List<Runs.Reply>> batch) {
        for (Runs.Reply reply : batch.join()) {
            if (reply instanceof Runs.Reply.Refused(var why)) {
                throw why;
            }
        }
    }

    private void await(long goal) {
        while (finished.getAsLong() < goal) {
            LockSupport.parkNanos(200_000);
        }
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static double percentile(double[] values, double percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(sorted.length * percent / 100);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }
}
