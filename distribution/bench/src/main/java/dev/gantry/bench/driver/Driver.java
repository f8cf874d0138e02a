package dev.gantry.bench.driver;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.run.Tenants;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Submits runs of {@code bench.noop} from a number of blocked callers and writes to {@code
 * bench.txt} in the home how many were finished, durably, in a second. Settings are JVM properties:
 * {@code gantry.bench.runs}, {@code .warm}, {@code .callers}, {@code .virtual}; with {@code .noisy}
 * it looks at neighbours instead.
 */
@Component(service = EventListener.class, immediate = true)
public final class Driver implements EventListener {
    private final Runs runs;
    private final Catalog catalog;
    private final Tenants tenants;
    private final Settings settings;
    private final AtomicLong finished = new AtomicLong();

    @Activate
    public Driver(
            BundleContext context,
            @Reference Runs runs,
            @Reference Catalog catalog,
            @Reference Tenants tenants) {
        this.runs = runs;
        this.catalog = catalog;
        this.tenants = tenants;
        this.settings = new Settings(context::getProperty);
        Thread.ofPlatform().daemon().name("bench").start(this::measure);
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.RunChanged run && run.state() == RunState.FINISHED) {
            finished.incrementAndGet();
        }
    }

    private void measure() {
        Path result = settings.home().resolve("bench.txt");
        try {
            long count = settings.number("gantry.bench.runs", 50_000, 1, 100_000_000);
            long warm = settings.number("gantry.bench.warm", 5_000, 0, 100_000_000);
            int callers = (int) settings.number("gantry.bench.callers", 8, 1, 100_000);
            boolean virtual = settings.flag("gantry.bench.virtual", false);
            while (!catalog.find(Kind.TASK, "bench.noop")
                    .map(Contribution::available)
                    .orElse(false)) {
                LockSupport.parkNanos(5_000_000);
            }
            if (settings.flag("gantry.bench.noisy", false)) {
                submit(warm, callers, virtual);
                Files.writeString(result, new Neighbours(runs, tenants, settings).measure());
                return;
            }
            submit(warm, callers, virtual);
            long start = System.nanoTime();
            submit(count, callers, virtual);
            double seconds = (System.nanoTime() - start) / 1e9;
            Files.writeString(result, Long.toString(Math.round(count / seconds)));
        } catch (IOException | InterruptedException | RuntimeException e) {
            try {
                Files.writeString(result, "failed: " + e);
            } catch (IOException lost) {
                e.addSuppressed(lost);
            }
            throw new IllegalStateException(e);
        }
    }

    private void submit(long count, int callers, boolean virtual) throws InterruptedException {
        long goal = finished.get() + count;
        AtomicLong next = new AtomicLong();
        ThreadFactory threads =
                virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Thread caller =
                    threads.newThread(
                            () -> {
                                for (long n; (n = next.getAndIncrement()) < count; ) {
                                    runs.submit(
                                                    RunRequest.of(
                                                            "bench.noop", "{\"number\":" + n + "}"))
                                            .toCompletableFuture()
                                            .join();
                                }
                            });
            caller.start();
            all.add(caller);
        }
        for (Thread caller : all) {
            caller.join();
        }
        while (finished.get() < goal) {
            LockSupport.parkNanos(200_000);
        }
    }
}
