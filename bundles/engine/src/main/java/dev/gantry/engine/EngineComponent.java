package dev.gantry.engine;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.CatalogListener;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.health.Condition;
import dev.gantry.spi.health.StartupFailure;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.store.RunIntake;
import dev.gantry.spi.store.RunStore;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The engine's life in the framework. It registers what it offers itself, once it works: its
 * listener would otherwise make a circle with the catalogue, which it needs.
 */
@Component(
        service = {},
        immediate = true)
public final class EngineComponent {
    private static final Logger LOG = LoggerFactory.getLogger(EngineComponent.class);

    private final RunEngine engine;
    private final EngineGauges gauges;
    private final List<ServiceRegistration<?>> services = new ArrayList<>();

    /** Picks up what is open and begins to run. */
    @Activate
    public EngineComponent(
            BundleContext context,
            @Reference RunStore store,
            @Reference Catalog catalog,
            @Reference Events events,
            @Reference Meters meters) {
        InstantSource clock = InstantSource.system();
        this.engine = new RunEngine(settings(context), store, catalog, events, clock, new Random());
        this.gauges = new EngineGauges(meters, engine, clock);
        engine.start();
        offer(context, Runs.class);
        offer(context, RunIntake.class);
        offer(context, CatalogListener.class);
        offer(context, Condition.class);
    }

    private static EngineSettings settings(BundleContext context) {
        try {
            return EngineSettings.of(new Settings(context::getProperty));
        } catch (IllegalArgumentException e) {
            LOG.error("{}", e.getMessage());
            context.registerService(
                    StartupFailure.class,
                    new StartupFailure() {},
                    new Hashtable<>(Map.of(StartupFailure.REASON, e.getMessage())));
            throw e;
        }
    }

    private <S> void offer(BundleContext context, Class<S> type) {
        services.add(context.registerService(type, type.cast(engine), null));
    }

    /**
     * Drains while its services are still there: those who wait for a run hear how it ended, and
     * new ones are refused with the reason.
     */
    @Deactivate
    void stop() throws Exception {
        engine.close();
        for (ServiceRegistration<?> service : services.reversed()) {
            service.unregister();
        }
        gauges.close();
    }
}
