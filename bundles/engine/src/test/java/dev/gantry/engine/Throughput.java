package dev.gantry.engine;

import dev.gantry.api.task.Task;
import dev.gantry.engine.logs.RunLogFiles;
import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.engine.payload.PayloadLimits;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.trace.SpanSink;
import dev.gantry.store.TempStore;
import dev.gantry.timing.Waiting;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures durable submit-to-finish runs per second on the real store with a task that does
 * nothing. Arguments: number of runs, number of callers, {@code platform} or {@code virtual}; a
 * fourth one leaves the measuring of threads out.
 */
final class Throughput {
    private final int runs;
    private final int callers;
    private final boolean virtual;

    private Throughput(int runs, int callers, boolean virtual) {
        this.runs = runs;
        this.callers = callers;
        this.virtual = virtual;
    }

    public static void main(String[] args) throws Exception {
        int runs = Integer.parseInt(args[0]);
        int callers = Integer.parseInt(args[1]);
        boolean virtual = args[2].equals("virtual");
        Path folder = Files.createTempDirectory("gantry-throughput");
        try (TempStore store = new TempStore(folder.resolve("gantry.db"))) {
            FakeCatalog catalog = new FakeCatalog();
            catalog.offer("bench.noop", () -> (Task<Json, Void>) (input, context) -> null);
            EventStream events = new EventStream();
            LongAdder finished = new LongAdder();
            events.addListener(
                    event -> {
                        if (event instanceof Event.AttemptFinished) {
                            finished.increment();
                        }
                    });
            EngineSettings settings =
                    new EngineSettings(
                            256,
                            10_000_000,
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(10));
            try (RunEngine engine =
                    new RunEngine(
                            settings,
                            new Stores(
                                    store.runs(),
                                    store.control(),
                                    store.nodes(),
                                    new RunLogFiles(folder.resolve("run-logs")),
                                    new PayloadFiles(
                                            folder.resolve("payloads"), PayloadLimits.USUAL)),
                            catalog,
                            events,
                            InstantSource.system(),
                            new Random(),
                            new Accounting(
                                    store.usages(),
                                    new SeenMeters(),
                                    args.length > 3 ? null : Metering.find()))) {
                engine.start(new FakeTargets(), SpanSink.NONE);
                new Throughput(runs / 5, callers, virtual).measure(engine, "warm-up");
                new Throughput(runs, callers, virtual).measure(engine, "measured");
            }
            System.out.println("attempts " + finished.sum());
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private void measure(RunEngine engine, String what) throws Exception {
        AtomicInteger next = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(callers);
        RunRequest request =
                RunRequest.of("bench.noop", "{\"type\":\"bench.noop\",\"args\":[1234567890]}");
        Duration cpu = cpu();
        long begin = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Runnable caller =
                    () -> {
                        while (next.getAndIncrement() < runs) {
                            engine.submit(request).toCompletableFuture().join();
                        }
                        done.countDown();
                    };
            threads.add(
                    virtual ? Thread.ofVirtual().start(caller) : Thread.ofPlatform().start(caller));
        }
        done.await();
        long submitted = System.nanoTime();
        Waiting.until(
                Duration.ofHours(1),
                () -> engine.lives().open().get() == 0,
                () -> engine.lives().open() + " are open");
        long end = System.nanoTime();
        System.out.printf(
                "%s: %d runs, %d %s callers: submitted %,.0f/s, finished %,.0f/s, CPU %.1f us a run%n",
                what,
                runs,
                callers,
                virtual ? "virtual" : "platform",
                runs * 1e9 / (submitted - begin),
                runs * 1e9 / (end - begin),
                cpu().minus(cpu).toNanos() / 1e3 / runs);
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }
}
