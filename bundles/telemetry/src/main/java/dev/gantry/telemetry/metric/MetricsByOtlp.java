package dev.gantry.telemetry.metric;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.meter.Scrape;
import dev.gantry.telemetry.otlp.Delivery;
import dev.gantry.telemetry.otlp.Origin;
import dev.gantry.telemetry.otlp.OtlpHttp;
import dev.gantry.telemetry.otlp.OtlpSettings;
import dev.gantry.telemetry.otlp.OtlpSettings.Signal;

import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** What a scraper is shown also goes out by OTLP over HTTP, if the settings say so. */
@Component(
        service = {},
        immediate = true)
public final class MetricsByOtlp {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsByOtlp.class);
    private static final String INTERVAL = "gantry.telemetry.metrics.interval";

    private final Sending sending;

    /** Begins to send if it is set to. */
    @Activate
    public MetricsByOtlp(BundleContext bundle, @Reference Meters meters, @Reference Scrape scrape) {
        Settings settings = new Settings(bundle::getProperty);
        Sending begun = null;
        try {
            Duration interval = settings.duration(INTERVAL, Duration.ofSeconds(30));
            if (OtlpSettings.on(Signal.METRICS, settings)) {
                OtlpSettings otlp = OtlpSettings.of(settings);
                begun = new Sending(otlp, Origin.of(settings), interval, meters, scrape);
            }
        } catch (IllegalArgumentException e) {
            LOG.error("Metrics are not sent: {}", e.getMessage());
        }
        sending = begun;
    }

    /** Sends once more, for a few seconds at most. */
    @Deactivate
    public void close() {
        if (sending != null) {
            sending.close();
        }
    }

    /** Apart, so that nothing of it is loaded without need. */
    static final class Sending implements AutoCloseable {
        private final InstantSource clock = InstantSource.system();
        private final Scrape scrape;
        private final OtlpMetrics metrics;
        private final MetricExporter exporter;
        private final Delivery<MetricData> delivery;
        private final Regularly thread;

        Sending(OtlpSettings otlp, Origin origin, Duration interval, Meters meters, Scrape scrape) {
            if (interval.isZero()) {
                throw new IllegalArgumentException(INTERVAL + ": expected more than PT0S");
            }
            this.scrape = scrape;
            metrics = new OtlpMetrics(origin, nanos(clock.instant()));
            exporter = OtlpHttp.metrics(otlp);
            delivery =
                    new Delivery<>(
                            new Delivery.Named("Metrics", "metrics", otlp.target(Signal.METRICS)),
                            otlp.timeout().plus(Duration.ofSeconds(1)),
                            exporter::export,
                            Delivery.dropped(meters, Signal.METRICS, "undelivered"));
            thread = new Regularly("gantry-otlp-metrics", interval, this::send);
        }

        private void send() throws InterruptedException {
            String text = new String(scrape.scrape(null).body(), StandardCharsets.UTF_8);
            List<MetricData> all = metrics.of(Exposition.parse(text), nanos(clock.instant()));
            delivery.send(all);
        }

        private static long nanos(Instant at) {
            return at.getEpochSecond() * 1_000_000_000L + at.getNano();
        }

        @Override
        public void close() {
            thread.close();
            exporter.shutdown();
        }
    }
}
