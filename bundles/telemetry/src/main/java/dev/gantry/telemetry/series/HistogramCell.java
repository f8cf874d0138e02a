package dev.gantry.telemetry.series;

import dev.gantry.spi.meter.Meters;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** Durations by bucket. */
public final class HistogramCell extends Cell implements Meters.Timer {
    private final Bounds bounds;
    private final InstantSource clock;
    private final AtomicLongArray counts;
    private final LongAdder nanos = new LongAdder();
    private final FineBuckets fine;
    private volatile AtomicReferenceArray<Exemplar> exemplars;

    HistogramCell(Place place, Bounds bounds, boolean fine, InstantSource clock) {
        super(place);
        this.bounds = bounds;
        this.clock = clock;
        this.counts = new AtomicLongArray(bounds.seconds().length + 1);
        this.fine = fine ? new FineBuckets() : null;
    }

    @Override
    public void record(Duration took) {
        long length;
        try {
            length = took.toNanos();
        } catch (ArithmeticException e) {
            length = took.isNegative() ? 0 : Long.MAX_VALUE;
        }
        record(length);
    }

    @Override
    public void record(long took) {
        long length = Math.max(0, took);
        counts.incrementAndGet(bounds.of(length));
        nanos.add(length);
        if (fine != null) {
            fine.add(length / 1e9);
        }
    }

    @Override
    public void exemplar(long took, String traceId) {
        long length = Math.max(0, took);
        int bucket = bounds.of(length);
        AtomicReferenceArray<Exemplar> all = exemplars;
        if (all == null) {
            all = all();
        }
        long now = clock.millis();
        if (Exemplar.due(all.get(bucket), now)) {
            all.set(bucket, new Exemplar(traceId, length / 1e9, now));
        }
    }

    private synchronized AtomicReferenceArray<Exemplar> all() {
        if (exemplars == null) {
            exemplars = new AtomicReferenceArray<>(counts.length());
        }
        return exemplars;
    }

    @Override
    void write(Format format, Reading reading) {
        long[] now = new long[counts.length()];
        for (int i = 0; i < now.length; i++) {
            now[i] = counts.get(i);
        }
        AtomicReferenceArray<Exemplar> all = exemplars;
        Exemplar[] told = null;
        if (all != null) {
            told = new Exemplar[all.length()];
            for (int i = 0; i < told.length; i++) {
                told[i] = all.get(i);
            }
        }
        format.histogram(
                tags(),
                new Format.Distribution(bounds.seconds(), now, nanos.sum() / 1e9, told, fine));
    }
}
