package dev.gantry.bench.driver;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.RunControl;
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
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Does the work that {@code gantry.bench.work} names, from inside of a real Gantry, and writes what
 * it found to {@code bench.txt} in the home: a name, a blank and a number in each line. What runs
 * is counted when its end is on disk.
 */
@Component(service = EventListener.class, immediate = true)
public final class Driver implements EventListener {
    private final Settings settings;
    private final Catalog catalog;
    private final Workloads workloads;
    private final Neighbours neighbours;
    private final Series series;
    private final AtomicLong finished = new AtomicLong();

    /** Begins at once. */
    @Activate
    public Driver(
            BundleContext context,
            @Reference Runs runs,
            @Reference RunControl control,
            @Reference Tenants tenants,
            @Reference Catalog catalog,
            @Reference Meters meters) {
        this.settings = new Settings(context::getProperty);
        this.catalog = catalog;
        this.series = new Series(context, meters);
        this.neighbours = new Neighbours(runs, tenants, settings);
        this.workloads = new Workloads(settings, runs, control, finished::get);
        Thread.ofPlatform().daemon().name("bench").start(this::measure);
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.RunChanged run && run.state() == RunState.FINISHED) {
            finished.incrementAndGet();
        }
    }

    private void measure() {
        try {
            while (!catalog.find(Kind.TASK, "bench.noop")
                    .map(Contribution::available)
                    .orElse(false)) {
                LockSupport.parkNanos(5_000_000);
            }
            String work = settings.text("gantry.bench.work", "w1");
            write(
                    switch (work) {
                        case "noisy" -> neighbours.measure();
                        case "metrics" -> series.measure();
                        default -> workloads.run(work);
                    });
        } catch (Exception e) {
            try {
                Files.writeString(settings.home().resolve("bench-failed.txt"), e.toString());
            } catch (IOException lost) {
                e.addSuppressed(lost);
            }
            throw new IllegalStateException(e);
        }
    }

    private void write(Map<String, Double> found) throws IOException {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(found)
                .forEach((name, value) -> lines.append(name + " " + value).append('\n'));
        Path part = settings.home().resolve("bench.part");
        Files.writeString(part, lines);
        Files.move(part, settings.home().resolve("bench.txt"), StandardCopyOption.ATOMIC_MOVE);
    }
}
