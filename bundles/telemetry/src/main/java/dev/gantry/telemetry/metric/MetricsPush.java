package dev.gantry.telemetry.metric;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.meter.Scrape;
import dev.gantry.telemetry.otlp.Delivery;
import dev.gantry.telemetry.otlp.Origin;
import dev.gantry.telemetry.otlp.OtlpSettings.Signal;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/** Pushes what a scraper would be shown to a Pushgateway, if the settings say where that is. */
@Component(
        service = {},
        immediate = true)
public final class MetricsPush {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsPush.class);
    private static final String SETTING = "gantry.telemetry.push.";

    private final Pushgateway gateway;
    private final Regularly thread;
    private final boolean removed;

    /** Begins to push if it is set to. */
    @Activate
    public MetricsPush(BundleContext bundle, @Reference Meters meters, @Reference Scrape scrape) {
        Settings settings = new Settings(bundle::getProperty);
        String url = settings.text(Pushgateway.URL, null);
        Pushgateway begun = null;
        Duration interval = Duration.ZERO;
        boolean remove = true;
        try {
            interval = settings.duration(SETTING + "interval", Duration.ofSeconds(15));
            remove = settings.flag(SETTING + "remove", true);
            if (interval.isZero()) {
                throw new IllegalArgumentException(SETTING + "interval: expected more than PT0S");
            }
            if (url != null) {
                begun =
                        new Pushgateway(
                                url,
                                settings.text(SETTING + "job", "gantry"),
                                Origin.instance(settings),
                                scrape,
                                Delivery.dropped(meters, Signal.METRICS, "unpushed"));
            }
        } catch (IllegalArgumentException e) {
            LOG.error("Metrics are not pushed: {}", e.getMessage());
        }
        removed = remove;
        gateway = begun;
        thread = gateway == null ? null : new Regularly("gantry-push", interval, gateway::push);
    }

    /** Pushes once more, and takes away what was pushed unless it shall stay. */
    @Deactivate
    public void close() {
        if (gateway != null) {
            thread.close();
            if (removed) {
                gateway.remove();
            }
            gateway.close();
        }
    }
}
