package dev.gantry.telemetry.series;

import java.nio.charset.StandardCharsets;

/** Prometheus text 0.0.4, or OpenMetrics 1.0.0, which tells of exemplars. */
public final class TextFormat implements Format {
    private static final byte[] INFINITE = "+Inf".getBytes(StandardCharsets.US_ASCII);

    private final boolean open;
    private final Bytes out;
    private byte[] name;
    private double[] known;
    private byte[][] ends;

    /**
     * @param open whether it is OpenMetrics
     * @param room about how many bytes will be written
     */
    public TextFormat(boolean open, int room) {
        this.open = open;
        this.out = new Bytes(room);
    }

    @Override
    public void begin(String metric, Kind kind, String help) {
        name = metric.getBytes(StandardCharsets.UTF_8);
        String family = open ? family(metric, kind) : metric;
        out.add("# TYPE ").add(family).add(' ').add(type(kind)).add('\n');
        String text = help.replace("\\", "\\\\").replace("\n", "\\n");
        out.add("# HELP ").add(family).add(' ');
        out.add(open ? text.replace("\"", "\\\"") : text).add('\n');
    }

    private static String family(String metric, Kind kind) {
        return switch (kind) {
            case COUNTER -> cut(metric, "_total");
            case INFO -> cut(metric, "_info");
            case GAUGE, HISTOGRAM, SUMMARY -> metric;
        };
    }

    private static String cut(String metric, String suffix) {
        return metric.substring(0, metric.length() - suffix.length());
    }

    private String type(Kind kind) {
        return switch (kind) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case INFO -> open ? "info" : "gauge";
            case HISTOGRAM -> "histogram";
            case SUMMARY -> "summary";
        };
    }

    @Override
    public void counter(Tags tags, double value, Exemplar exemplar) {
        sample("", tags).number(value);
        exemplar(exemplar);
        out.add('\n');
    }

    @Override
    public void gauge(Tags tags, double value) {
        sample("", tags).number(value).add('\n');
    }

    @Override
    public void summary(Tags tags, long count, double sum) {
        sample("_count", tags).number(count).add('\n');
        sample("_sum", tags).number(sum).add('\n');
    }

    @Override
    public void histogram(Tags tags, Distribution all) {
        ends(all.bounds());
        long count = 0;
        for (int i = 0; i < all.counts().length; i++) {
            count += all.counts()[i];
            out.add(name).add("_bucket{").add(tags.text());
            if (tags.text().length > 0) {
                out.add(',');
            }
            out.add("le=\"").add(ends[i]).add("\"} ").number(count);
            exemplar(all.exemplars() == null ? null : all.exemplars()[i]);
            out.add('\n');
        }
        summary(tags, count, all.sum());
    }

    /** The texts of the buckets' ends, which most histograms share. */
    private void ends(double[] bounds) {
        if (bounds == known) {
            return;
        }
        known = bounds;
        ends = new byte[bounds.length + 1][];
        for (int i = 0; i < bounds.length; i++) {
            ends[i] = new Bytes(24).number(bounds[i]).copy();
        }
        ends[bounds.length] = INFINITE;
    }

    private Bytes sample(String suffix, Tags tags) {
        out.add(name).add(suffix);
        if (tags.text().length > 0) {
            out.add('{').add(tags.text()).add('}');
        }
        return out.add(' ');
    }

    private void exemplar(Exemplar exemplar) {
        if (open && exemplar != null) {
            out.add(" # {trace_id=\"").add(exemplar.traceId()).add("\"} ");
            out.number(exemplar.value()).add(' ');
            out.number(exemplar.at() / 1000).add('.');
            long millis = exemplar.at() % 1000;
            out.add((int) ('0' + millis / 100));
            out.add((int) ('0' + millis / 10 % 10)).add((int) ('0' + millis % 10));
        }
    }

    @Override
    public byte[] end() {
        if (open) {
            out.add("# EOF\n");
        }
        return out.copy();
    }
}
