package dev.gantry.telemetry.series;

import java.nio.charset.StandardCharsets;

/**
 * Prometheus' protocol buffers, {@code io.prometheus.client.MetricFamily} one after the other, each
 * after its length. Histograms have their native buckets besides the classic ones.
 */
public final class ProtobufFormat implements Format {
    private static final int LENGTH = 2;
    private static final int DOUBLE = 1;

    private final Bytes out;
    private final Bytes family = new Bytes(4096);
    private final Bytes metric = new Bytes(1024);
    private final Bytes inner = new Bytes(1024);
    private final Bytes part = new Bytes(256);
    private final Bytes deep = new Bytes(128);

    /**
     * @param room about how many bytes will be written
     */
    public ProtobufFormat(int room) {
        out = new Bytes(room);
    }

    @Override
    public void begin(String name, Kind kind, String help) {
        flush();
        text(family, 1, name);
        text(family, 2, help);
        varint(family.add(3 << 3), type(kind));
    }

    private static int type(Kind kind) {
        return switch (kind) {
            case COUNTER -> 0;
            case GAUGE, INFO -> 1;
            case SUMMARY -> 2;
            case HISTOGRAM -> 4;
        };
    }

    private void flush() {
        if (family.size() > 0) {
            varint(out, family.size());
            out.add(family);
            family.clear();
        }
    }

    @Override
    public void counter(Tags tags, double value, Exemplar exemplar) {
        inner.clear();
        number(inner, 1, value);
        if (exemplar != null) {
            message(inner, 2, exemplar(exemplar));
        }
        metric(tags, 3);
    }

    @Override
    public void gauge(Tags tags, double value) {
        inner.clear();
        number(inner, 1, value);
        metric(tags, 2);
    }

    @Override
    public void summary(Tags tags, long count, double sum) {
        inner.clear();
        varint(inner.add(1 << 3), count);
        number(inner, 2, sum);
        metric(tags, 4);
    }

    @Override
    public void histogram(Tags tags, Distribution all) {
        inner.clear();
        varint(inner.add(1 << 3), all.count());
        number(inner, 2, all.sum());
        long count = 0;
        for (int i = 0; i < all.counts().length; i++) {
            count += all.counts()[i];
            part.clear();
            varint(part.add(1 << 3), count);
            number(part, 2, i < all.bounds().length ? all.bounds()[i] : Double.POSITIVE_INFINITY);
            Exemplar exemplar = all.exemplars() == null ? null : all.exemplars()[i];
            if (exemplar != null) {
                message(part, 3, exemplar(exemplar));
            }
            message(inner, 3, part);
        }
        if (all.fine() != null) {
            fine(all.fine());
        }
        metric(tags, 7);
    }

    /** Runs of buckets that have something, each bucket as the difference to the one before. */
    private void fine(FineBuckets fine) {
        varint(inner.add(5 << 3), zigzag(FineBuckets.SCHEMA));
        number(inner, 6, FineBuckets.ZERO);
        varint(inner.add(7 << 3), fine.zeros());
        long[] counts = fine.counts();
        part.clear();
        long before = 0;
        int end = -FineBuckets.first();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                continue;
            }
            int start = i;
            while (i < counts.length && counts[i] != 0) {
                varint(part, zigzag(counts[i] - before));
                before = counts[i++];
            }
            deep.clear();
            varint(deep.add(1 << 3), zigzag(start - end));
            varint(deep.add(2 << 3), i - start);
            message(inner, 12, deep);
            end = i;
        }
        if (part.size() > 0) {
            message(inner, 13, part);
        } else {
            // tells an empty native histogram from one that is none
            deep.clear();
            message(inner, 12, deep);
        }
    }

    private Bytes exemplar(Exemplar exemplar) {
        Bytes label = new Bytes(64);
        text(label, 1, "trace_id");
        text(label, 2, exemplar.traceId());
        Bytes at = new Bytes(16);
        varint(at.add(1 << 3), exemplar.at() / 1000);
        varint(at.add(2 << 3), exemplar.at() % 1000 * 1_000_000);
        deep.clear();
        message(deep, 1, label);
        number(deep, 2, exemplar.value());
        message(deep, 3, at);
        return deep;
    }

    private void metric(Tags tags, int kind) {
        metric.clear();
        for (int i = 0; i < tags.names().length; i++) {
            part.clear();
            text(part, 1, tags.names()[i]);
            text(part, 2, tags.values()[i]);
            message(metric, 1, part);
        }
        message(metric, kind, inner);
        message(family, 4, metric);
    }

    private static void text(Bytes to, int field, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        varint(to.add(field << 3 | LENGTH), bytes.length);
        to.add(bytes);
    }

    private static void message(Bytes to, int field, Bytes message) {
        varint(to.add(field << 3 | LENGTH), message.size());
        to.add(message);
    }

    private static void number(Bytes to, int field, double value) {
        to.add(field << 3 | DOUBLE);
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 0; i < Long.BYTES; i++) {
            to.add((int) (bits >>> 8 * i));
        }
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    private static void varint(Bytes to, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            to.add((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        to.add((int) rest);
    }

    @Override
    public byte[] end() {
        flush();
        return out.copy();
    }
}
