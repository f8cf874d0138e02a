package dev.gantry.slo;

/** What was counted. */
record Tally(long good, long total) {
    static final Tally NONE = new Tally(0, 0);

    Tally plus(Tally other) {
        return new Tally(good + other.good, total + other.total);
    }

    /** The share of bad ones; not a number where there is nothing. */
    double errors() {
        return (double) (total - good) / total;
    }
}
