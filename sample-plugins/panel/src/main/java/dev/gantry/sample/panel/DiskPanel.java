package dev.gantry.sample.panel;

import dev.gantry.api.panel.Panel;
import dev.gantry.api.panel.PanelContext;
import dev.gantry.api.panel.PanelType;
import dev.gantry.api.panel.Place;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows what Gantry's data take of their disk, and how that grew. It is a component, one for all
 * viewers, since it measures also while nobody looks.
 */
@PanelType(
        id = "disk",
        title = "Disk",
        description = "What Gantry's data take, and what is left for them",
        module = "panel/disk.js",
        place = Place.OVERVIEW,
        refresh = "PT5S")
@Component(service = Panel.class)
public final class DiskPanel implements Panel<DiskPanel.Query, DiskPanel.Disk> {
    private static final int DRAWN = 120;

    /** What can be asked for. */
    public record Query(@Doc("How far back") @Default("PT10M") Duration span) {}

    /**
     * What is drawn.
     *
     * @param parts of the data, the largest first
     * @param free bytes left on the disk
     * @param total size of the disk in bytes
     * @param history from the oldest
     */
    public record Disk(
            Instant at, long bytes, List<Part> parts, long free, long total, List<Point> history) {}

    /** A folder or file among the data. */
    public record Part(String name, long bytes) {}

    /** What the data took at a time. */
    public record Point(Instant at, long bytes) {}

    private final DataFolder folder;
    private final History history = new History();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    work -> Thread.ofPlatform().daemon().name("disk-panel").unstarted(work));

    /** Over the data of this Gantry. */
    @Activate
    public DiskPanel(BundleContext context) {
        this(Path.of(context.getProperty("gantry.home"), "data"));
        timer.scheduleWithFixedDelay(this::look, 0, 5, TimeUnit.SECONDS);
    }

    DiskPanel(Path data) {
        this.folder = new DataFolder(data);
    }

    @Override
    public Disk data(Query query, PanelContext context) throws IOException {
        Instant now = context.clock().instant();
        List<Part> parts = folder.parts();
        return new Disk(
                now,
                note(now, parts),
                parts,
                folder.free(),
                folder.total(),
                history.since(now.minus(query.span()), DRAWN));
    }

    /** Notes what the data take now. */
    void measure(InstantSource clock) throws IOException {
        note(clock.instant(), folder.parts());
    }

    private long note(Instant at, List<Part> parts) {
        long bytes = parts.stream().mapToLong(Part::bytes).sum();
        history.add(new Point(at, bytes));
        return bytes;
    }

    private void look() {
        try {
            measure(InstantSource.system());
        } catch (IOException | UncheckedIOException e) {
            // the next look may succeed; who opens the panel is told why this one did not
        }
    }

    /** The timer goes with the plugin. */
    @Deactivate
    public void stop() {
        timer.shutdownNow();
    }
}
