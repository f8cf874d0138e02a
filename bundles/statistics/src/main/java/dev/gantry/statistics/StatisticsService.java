package dev.gantry.statistics;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.statistics.RunStatistics;
import dev.gantry.spi.statistics.Statistics;
import dev.gantry.spi.store.Leadership;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.StatisticsStore;
import dev.gantry.timing.Ticker;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Counts runs as they start and finish, and tells of them. Thread-safe. */
@Component(service = Statistics.class, immediate = true)
public final class StatisticsService implements Statistics {
    private final Counting counting;
    private final Ticker ticker;
    private final ServiceRegistration<EventListener> listener;

    /** Begins to count. */
    @Activate
    public StatisticsService(
            BundleContext context,
            @Reference StatisticsStore store,
            @Reference NodeStore nodes,
            @Reference Leadership leadership,
            @Reference Events events) {
        InstantSource clock = InstantSource.system();
        this.counting = new Counting(store, nodes.self(), leadership::leading, clock);
        // not as a service of this component: the stream of events, which it needs, binds it
        this.listener = context.registerService(EventListener.class, this::on, null);
        this.ticker = new Ticker("gantry-statistics", clock, counting::tick);
        ticker.start();
    }

    private void on(Event event) {
        if (event instanceof Event.RunChanged run) {
            counting.on(run);
        }
    }

    @Deactivate
    void stop() {
        listener.unregister();
        ticker.close();
        counting.sync();
    }

    @Override
    public RunStatistics of(Duration window, Duration step, String task, String tenant) {
        return counting.of(window, step, task, tenant);
    }

    @Override
    public List<Letters> deadLetters() throws GantryException {
        return counting.deadLetters();
    }
}
