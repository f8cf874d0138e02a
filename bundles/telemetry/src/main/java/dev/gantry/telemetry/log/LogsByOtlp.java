package dev.gantry.telemetry.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.meter.Meters;
import dev.gantry.telemetry.otlp.Delivery;
import dev.gantry.telemetry.otlp.Origin;
import dev.gantry.telemetry.otlp.OtlpHttp;
import dev.gantry.telemetry.otlp.OtlpSettings;
import dev.gantry.telemetry.otlp.OtlpSettings.Signal;
import dev.gantry.telemetry.otlp.Outbox;

import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;

/** Gantry's log, and what plugins say in it, by OTLP over HTTP, if the settings say so. */
@Component(
        service = {},
        immediate = true)
public final class LogsByOtlp {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogsByOtlp.class);

    private final Sending sending;

    /** Begins to send if it is set to. */
    @Activate
    public LogsByOtlp(BundleContext bundle, @Reference Meters meters) {
        Settings settings = new Settings(bundle::getProperty);
        Sending begun = null;
        try {
            if (OtlpSettings.on(Signal.LOGS, settings)
                    && LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
                OtlpSettings otlp = OtlpSettings.of(settings);
                begun = new Sending(logback, otlp, Origin.of(settings), meters);
            }
        } catch (IllegalArgumentException e) {
            LOG.error("Logs are not sent: {}", e.getMessage());
        }
        sending = begun;
    }

    /** Sends what is there, for a few seconds at most. */
    @Deactivate
    public void close() {
        if (sending != null) {
            sending.close();
        }
    }

    /** Beside the console and the file. Apart, so that nothing of it is loaded without need. */
    static final class Sending implements AutoCloseable {
        private final Logger root;
        private final Appender appender;
        private final LogRecordExporter exporter;
        private final Outbox<ILoggingEvent, LogRecordData> outbox;

        Sending(LoggerContext context, OtlpSettings otlp, Origin origin, Meters meters) {
            exporter = OtlpHttp.logs(otlp);
            Outbox.Counters counters = Outbox.Counters.of(meters, Signal.LOGS);
            outbox =
                    new Outbox<>(
                            "gantry-otlp-logs",
                            Outbox.Limits.DEFAULT,
                            new Making(new LogRecords(origin)),
                            new Delivery<>(
                                    new Delivery.Named("Logs", "lines", otlp.target(Signal.LOGS)),
                                    otlp.timeout().plus(Duration.ofSeconds(1)),
                                    exporter::export,
                                    counters.undelivered()),
                            counters);
            root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            appender = new Appender(outbox);
            appender.setName("otlp");
            appender.setContext(context);
            appender.start();
            root.addAppender(appender);
        }

        @Override
        public void close() {
            root.detachAppender(appender);
            appender.stop();
            outbox.close();
            exporter.shutdown();
        }
    }

    private record Making(LogRecords records) implements Outbox.Work<ILoggingEvent, LogRecordData> {

        @Override
        public void take(ILoggingEvent event, List<LogRecordData> batch) {
            batch.add(records.of(event));
        }

        @Override
        public long chars(ILoggingEvent event) {
            return event.getFormattedMessage().length();
        }
    }

    private static final class Appender extends UnsynchronizedAppenderBase<ILoggingEvent> {
        private final Outbox<ILoggingEvent, LogRecordData> outbox;

        Appender(Outbox<ILoggingEvent, LogRecordData> outbox) {
            this.outbox = outbox;
        }

        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            outbox.offer(event);
        }
    }
}
