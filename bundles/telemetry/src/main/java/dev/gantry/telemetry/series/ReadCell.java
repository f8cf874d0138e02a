package dev.gantry.telemetry.series;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/** A number that is asked for at each scrape: the latest of several gauges, the sum of totals. */
public final class ReadCell extends Cell {
    private static final Logger LOG = LoggerFactory.getLogger(ReadCell.class);

    private final List<Source> sources = new CopyOnWriteArrayList<>();

    /** One registration; callers may pass the same supplier for several. */
    public final class Source {
        private final String plugin;
        private volatile DoubleSupplier supplier;
        private volatile boolean broken;

        private Source(DoubleSupplier supplier, String plugin) {
            this.supplier = supplier;
            this.plugin = plugin;
        }

        /** Asks no more, and forgets whom it asked; false the second time. */
        public boolean end() {
            supplier = null;
            return sources.remove(this);
        }

        /** Where it is shown. */
        public ReadCell cell() {
            return ReadCell.this;
        }

        boolean ofPlugin() {
            return plugin != null;
        }

        /** It kept a scrape waiting. */
        void stuck() {
            end();
            LOG.warn(
                    "The gauge {} of plugin {} did not answer in time and is not asked again until"
                            + " the plugin is deployed anew; have it return a number that is at"
                            + " hand",
                    place().family().name(),
                    plugin);
        }

        private double read() {
            DoubleSupplier asked = supplier;
            try {
                return asked == null ? Double.NaN : asked.getAsDouble();
            } catch (Throwable e) {
                if (!broken) {
                    broken = true;
                    LOG.warn(
                            "The gauge {}{} has no value: {}",
                            place().family().name(),
                            plugin == null ? "" : " of plugin " + plugin,
                            e.toString());
                }
                return Double.NaN;
            }
        }
    }

    ReadCell(Place place) {
        super(place);
    }

    /**
     * Asks here as well from now on.
     *
     * @param plugin whose code is asked; {@code null} for Gantry's own
     */
    public Source add(DoubleSupplier supplier, String plugin) {
        Source source = new Source(supplier, plugin);
        sources.add(source);
        return source;
    }

    @Override
    void write(Format format, Reading reading) {
        List<Source> all = List.copyOf(sources);
        if (all.isEmpty()) {
            return;
        }
        if (place().family().kind() != Kind.COUNTER) {
            format.gauge(tags(), reading.of(all.getLast(), Source::read));
            return;
        }
        double sum = 0;
        for (Source source : all) {
            sum += reading.of(source, Source::read);
        }
        format.counter(tags(), sum, null);
    }
}
