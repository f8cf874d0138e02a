package dev.gantry.telemetry.series;

/** Writes metrics in one of the formats of Prometheus. For one thread. */
public interface Format {

    /**
     * Begins a metric; what follows are its series.
     *
     * @param name in full, as {@code gantry_runs_started_total}
     */
    void begin(String name, Kind kind, String help);

    /** A series of a counter. */
    void counter(Tags tags, double value, Exemplar exemplar);

    /** A series of a gauge, or of an info. */
    void gauge(Tags tags, double value);

    /** A series of a histogram. */
    void histogram(Tags tags, Distribution distribution);

    /** A series of a summary. */
    void summary(Tags tags, long count, double sum);

    /** Everything is written. */
    byte[] end();

    /**
     * What a histogram holds at one moment.
     *
     * @param bounds upper ends of the buckets in seconds, without the last one, which has none
     * @param counts not added up, one more than bounds
     * @param sum in seconds
     * @param exemplars by bucket; {@code null} for none at all
     * @param fine {@code null} without native buckets
     */
    record Distribution(
            double[] bounds, long[] counts, double sum, Exemplar[] exemplars, FineBuckets fine) {
        long count() {
            long count = 0;
            for (long one : counts) {
                count += one;
            }
            return count;
        }
    }
}
