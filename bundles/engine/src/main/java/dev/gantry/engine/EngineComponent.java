package dev.gantry.engine;

import dev.gantry.engine.logs.RunLogFiles;
import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.engine.payload.PayloadKeeper;
import dev.gantry.engine.payload.PayloadLimits;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.CatalogListener;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.health.Condition;
import dev.gantry.spi.health.StartupFailure;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.Usages;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.run.RunControl;
import dev.gantry.spi.run.RunHistories;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.run.TaskLimits;
import dev.gantry.spi.run.Tenants;
import dev.gantry.spi.statistics.RunCensus;
import dev.gantry.spi.store.Leadership;
import dev.gantry.spi.store.RunFiles;
import dev.gantry.spi.store.RunIntake;
import dev.gantry.spi.store.RunLogStore;
import dev.gantry.spi.store.RunPayloads;
import dev.gantry.spi.trace.SpanSink;

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
 * The engine's life in the framework. It registers what it offers itself, once it works; as
 * services of the component, its listener would make a circle with the catalogue, which it needs.
 * The listener comes first: a run that finds no provider waits for what it is told.
 */
@Component(
        service = {},
        immediate = true)
public final class EngineComponent {
    private static final Logger LOG = LoggerFactory.getLogger(EngineComponent.class);

    private final RunEngine engine;
    private final EngineGauges gauges;
    private final QuotaGauges quotaGauges;
    private final CensusGauges censusGauges;
    private final ClockWatch clockWatch;
    private final RunLogFiles logs;
    private final List<ServiceRegistration<?>> services = new ArrayList<>();

    /** Picks up what is open and begins to run. */
    @Activate
    public EngineComponent(
            BundleContext context,
            @Reference EngineStores stores,
            @Reference Catalog catalog,
            @Reference Events events,
            @Reference Meters meters,
            @Reference Targets targets,
            @Reference SpanSink spans) {
        InstantSource clock = InstantSource.system();
        Settings settings = new Settings(context::getProperty);
        Accounting accounting;
        EngineSettings chosen;
        PayloadFiles payloads;
        try {
            chosen = EngineSettings.of(settings);
            if (chosen.slots() == 0 && stores.alone()) {
                throw new IllegalArgumentException(
                        "gantry.engine.slots: 0 leaves all runs to other nodes, and there are none"
                                + " without gantry.store.url; set at least 1");
            }
            accounting = new Accounting(stores.usages(), meters, metering(settings));
            logs = new RunLogFiles(settings.home().resolve("data/run-logs"));
            payloads = payloads(settings);
        } catch (IllegalArgumentException e) {
            throw refused(context, e);
        }
        this.engine =
                new RunEngine(
                        chosen,
                        stores.stores(logs, payloads),
                        catalog,
                        events,
                        clock,
                        new Random(),
                        accounting);
        OpenRuns census = new OpenRuns(engine, clock);
        this.gauges = new EngineGauges(meters, engine, census, clock);
        this.quotaGauges = new QuotaGauges(meters, engine.tenants(), engine.tasks());
        this.censusGauges = new CensusGauges(meters, engine, catalog, clock);
        this.clockWatch = new ClockWatch(stores.nodes(), meters, clock);
        try {
            // registering the others takes long, as those who wait for them start meanwhile
            offer(context, CatalogListener.class, engine);
            engine.start(targets, spans);
            clockWatch.start();
            offer(context, Runs.class, engine);
            offer(context, RunLogStore.class, logs);
            offer(context, RunFiles.class, logs);
            offer(context, RunFiles.class, payloads);
            offer(context, RunPayloads.class, new PayloadKeeper(payloads, clock));
            offer(context, RunIntake.class, engine);
            offer(context, RunControl.class, engine.steering());
            offer(context, RunCensus.class, census);
            offer(context, Tenants.class, engine.tenants());
            offer(context, TaskLimits.class, engine.tasks());
            offer(context, RunHistories.class, engine.histories());
            offer(context, Condition.class, engine);
            offer(context, Leadership.class, engine.membership());
            offer(context, Usages.class, accounting);
            offer(context, EventListener.class, accounting);
        } catch (RuntimeException | Error e) {
            withdraw();
            try {
                stop();
            } catch (Exception more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    private static IllegalArgumentException refused(
            BundleContext context, IllegalArgumentException failure) {
        LOG.error("{}", failure.getMessage());
        context.registerService(
                StartupFailure.class,
                new StartupFailure() {},
                new Hashtable<>(Map.of(StartupFailure.REASON, failure.getMessage())));
        return failure;
    }

    private static PayloadFiles payloads(Settings settings) {
        PayloadLimits usual = PayloadLimits.USUAL;
        int inline =
                (int)
                        settings.number(
                                "gantry.engine.payload.inline", usual.inline(), 1024, 1L << 20);
        return new PayloadFiles(
                RunPayloads.folder(settings),
                new PayloadLimits(inline, RunPayloads.longest(settings)));
    }

    private static Metering metering(Settings settings) {
        if (!settings.flag("gantry.plugins.accounting.sampling", true)) {
            return null;
        }
        try {
            return Metering.find();
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.warn(
                    "Processor time and allocation of plugins are not measured: {}; start Gantry"
                            + " with bin/gantry, or with"
                            + " --add-opens=java.base/java.lang=ALL-UNNAMED",
                    e.getMessage());
            return null;
        }
    }

    private <S> void offer(BundleContext context, Class<S> type, Object service) {
        services.add(context.registerService(type, type.cast(service), null));
    }

    /**
     * Drains while its services are still there: those who wait for a run hear how it ended, and
     * new ones are refused with the reason.
     */
    @Deactivate
    void stop() throws Exception {
        engine.close();
        withdraw();
        clockWatch.close();
        censusGauges.close();
        quotaGauges.close();
        gauges.close();
        logs.close();
    }

    private void withdraw() {
        services.reversed().forEach(ServiceRegistration::unregister);
        services.clear();
    }
}
