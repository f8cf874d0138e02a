package dev.gantry.telemetry;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.CatalogListener;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.meter.Meters;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.HashSet;
import java.util.Set;

/**
 * Shows at zero how many runs of each task type succeeded and failed, from when a plugin offers it:
 * for Prometheus a counter that appears has not grown, and the first failure of a task type would
 * be none. What is expected takes half of the series that a metric may have, at most; further task
 * types are counted from their first run on. Thread-safe.
 */
@Component(immediate = true)
public final class ExpectedTasks implements CatalogListener {
    private static final int PART = 2;

    private final Meters meters;
    private final Catalog catalog;
    private final int most;
    private final Set<String> known = new HashSet<>();

    /** Begins with what plugins offer already. */
    @Activate
    public ExpectedTasks(
            BundleContext context, @Reference Meters meters, @Reference Catalog catalog) {
        this(
                meters,
                catalog,
                MeterSettings.read(new Settings(context::getProperty)).limits().perMetric());
    }

    /**
     * @param series how many a metric may have
     */
    ExpectedTasks(Meters meters, Catalog catalog, int series) {
        this.meters = meters;
        this.catalog = catalog;
        this.most = series / PART / Outcomes.EXPECTED.size();
        catalog.list(Kind.TASK).stream().filter(Contribution::available).forEach(this::expect);
    }

    @Override
    public void changed(Kind kind, String id) {
        if (kind == Kind.TASK) {
            catalog.find(kind, id).filter(Contribution::available).ifPresent(this::expect);
        }
    }

    private synchronized void expect(Contribution task) {
        if (known.size() < most && known.add(task.id())) {
            Outcomes.task(meters, task.id()).expect();
            RunMetrics.letters(meters, task.id());
        }
    }
}
