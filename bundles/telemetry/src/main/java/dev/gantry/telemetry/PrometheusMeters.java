package dev.gantry.telemetry;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.health.StartupFailure;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.meter.PluginMeters;
import dev.gantry.spi.meter.Scrape;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.telemetry.plugin.PluginMetrics;
import dev.gantry.telemetry.series.Book;
import dev.gantry.telemetry.series.Format;
import dev.gantry.telemetry.series.Kind;
import dev.gantry.telemetry.series.ProtobufFormat;
import dev.gantry.telemetry.series.ReadCell;
import dev.gantry.telemetry.series.Reading;
import dev.gantry.telemetry.series.TextFormat;
import dev.gantry.telemetry.series.Wish;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * The meters of this Gantry. Thread-safe; asking for a known meter takes two looks into maps.
 *
 * <p>Meters of the JVM are bound by the first scrape, so that one who never scrapes does not wait
 * for them.
 */
@Component(service = {Meters.class, Scrape.class})
public final class PrometheusMeters implements Meters, Scrape {
    private static final Logger LOG = LoggerFactory.getLogger(PrometheusMeters.class);
    private static final int ROOM = 64 * 1024;

    /** Ends of buckets that fit anything from a commit to a plugin's work. */
    private static final List<Duration> STEPS =
            List.of(
                    Duration.ofNanos(100_000),
                    Duration.ofNanos(250_000),
                    Duration.ofNanos(500_000),
                    Duration.ofMillis(1),
                    Duration.ofNanos(2_500_000),
                    Duration.ofMillis(5),
                    Duration.ofMillis(10),
                    Duration.ofMillis(25),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofMillis(250),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(2_500),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(5));

    private final MeterSettings settings;
    private final Book book;
    private final ScrapeDesk desk;
    private volatile int room = ROOM;
    private JvmMeters jvm;

    /** As the settings say. */
    @Activate
    public PrometheusMeters(BundleContext context) {
        this(read(context), InstantSource.system());
        new FrameworkMeters(context, this);
    }

    /** With everything as it is documented. */
    public PrometheusMeters() {
        this(MeterSettings.USUAL, InstantSource.system());
    }

    PrometheusMeters(MeterSettings settings, InstantSource clock) {
        this.settings = settings;
        this.book = new Book(settings.limits(), clock);
        this.desk = new ScrapeDesk(settings.scrapes(), settings.patience(), this::write);
    }

    private static MeterSettings read(BundleContext context) {
        try {
            return MeterSettings.read(new Settings(context::getProperty));
        } catch (IllegalArgumentException e) {
            LOG.error("{}", e.getMessage());
            context.registerService(
                    StartupFailure.class,
                    new StartupFailure() {},
                    new Hashtable<>(Map.of(StartupFailure.REASON, e.getMessage())));
            throw e;
        }
    }

    private static Wish wish(String name, Kind kind, String help, String[] labels) {
        return new Wish(name, kind, help, kind == Kind.HISTOGRAM ? STEPS : null, labels, null);
    }

    private static void ends(String name, String suffix, String what) {
        if (!name.endsWith(suffix)) {
            throw new IllegalArgumentException(
                    "the name of a " + what + " ends in " + suffix + ": " + name);
        }
    }

    @Override
    public Counter counter(String name, String help, String... labels) {
        ends(name, "_total", "counter");
        return book.counter(wish(name, Kind.COUNTER, help, labels));
    }

    @Override
    public Timer timer(String name, String help, String... labels) {
        return timer(name, help, STEPS, labels);
    }

    @Override
    public Timer timer(String name, String help, List<Duration> steps, String... labels) {
        ends(name, "_seconds", "timer");
        return book.histogram(new Wish(name, Kind.HISTOGRAM, help, steps, labels, null));
    }

    /**
     * A number read at each scrape. Of several gauges of the same name and labels the latest that
     * is open counts. One whose name ends in {@code _info} is always 1. Past the limit of labels a
     * gauge is not shown, as there is no sum of foreign numbers that would mean anything.
     */
    @Override
    public AutoCloseable gauge(String name, String help, DoubleSupplier value, String... labels) {
        return show(
                wish(name, name.endsWith("_info") ? Kind.INFO : Kind.GAUGE, help, labels), value);
    }

    @Override
    public AutoCloseable total(String name, String help, DoubleSupplier value, String... labels) {
        ends(name, "_total", "total");
        return show(wish(name, Kind.COUNTER, help, labels), value);
    }

    private AutoCloseable show(Wish wish, DoubleSupplier value) {
        ReadCell.Source source = book.share(wish, value);
        return () -> {
            if (source.end()) {
                book.leave(source.cell(), null);
            }
        };
    }

    @Override
    public AutoCloseable gauges(
            String name, String help, List<String> labels, Consumer<Rows> read) {
        return book.rows(name, help, labels, read)::run;
    }

    @Override
    public void forget(String name, String... labels) {
        book.forget(name, labels);
    }

    @Override
    public PluginMeters plugin(RevisionRef revision) {
        return new PluginMetrics(revision, book, settings.allowed(), STEPS);
    }

    @Override
    public String contentType(String accept) {
        return Accept.best(accept, settings.limits().fine());
    }

    @Override
    public Exposition scrape(String accept) {
        String contentType = contentType(accept);
        return new Exposition(contentType, desk.take(contentType));
    }

    @Override
    public void write(String accept, OutputStream out) throws IOException {
        desk.serve(contentType(accept), out);
    }

    private byte[] write(String contentType, Reading reading) {
        Format format =
                switch (contentType) {
                    case Accept.PROTOBUF -> new ProtobufFormat(room);
                    case Accept.OPEN_METRICS -> new TextFormat(true, room);
                    default -> new TextFormat(false, room);
                };
        book.write(format, reading);
        jvm().write(format);
        byte[] body = format.end();
        room = body.length + body.length / 8;
        return body;
    }

    private synchronized JvmMeters jvm() {
        if (jvm == null) {
            jvm = new JvmMeters(settings.limits().common());
        }
        return jvm;
    }

    /** Lets go of the JVM's notifications. */
    @Deactivate
    public synchronized void close() {
        if (jvm != null) {
            jvm.close();
        }
    }
}
