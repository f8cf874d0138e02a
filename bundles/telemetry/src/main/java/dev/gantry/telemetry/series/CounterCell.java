package dev.gantry.telemetry.series;

import dev.gantry.spi.meter.Meters;

import java.time.InstantSource;
import java.util.concurrent.atomic.DoubleAdder;

/** A number that only grows. */
public final class CounterCell extends Cell implements Meters.Counter {
    private final DoubleAdder value = new DoubleAdder();
    private final InstantSource clock;
    private volatile Exemplar exemplar;

    CounterCell(Place place, InstantSource clock) {
        super(place);
        this.clock = clock;
    }

    @Override
    public void add(double amount) {
        value.add(amount);
    }

    @Override
    public void exemplar(String traceId) {
        long now = clock.millis();
        if (Exemplar.due(exemplar, now)) {
            exemplar = new Exemplar(traceId, 1, now);
        }
    }

    @Override
    void write(Format format, Reading reading) {
        format.counter(tags(), value.sum(), exemplar);
    }
}
