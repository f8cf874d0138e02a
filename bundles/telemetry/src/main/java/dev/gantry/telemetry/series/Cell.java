package dev.gantry.telemetry.series;

import java.util.List;

/** One series. Thread-safe. */
public abstract sealed class Cell permits CounterCell, HistogramCell, SetCell, ReadCell {
    private final Place place;
    private int users;
    private boolean counts;

    /**
     * Where a series is.
     *
     * @param family {@code null} if it is not shown
     * @param values of the labels that the family names
     */
    record Place(Family family, List<String> values, Tags tags) {}

    Cell(Place place) {
        this.place = place;
    }

    /** Whether it is the series of these last values, and not one that they are folded into. */
    public boolean stands(List<String> last) {
        List<String> all = place.values();
        return place.family() != null
                && all.size() >= last.size()
                && all.subList(all.size() - last.size(), all.size()).equals(last);
    }

    Place place() {
        return place;
    }

    Tags tags() {
        return place.tags();
    }

    /** Whether it counts against the limits; under the lock of the book. */
    boolean counts() {
        return counts;
    }

    void counts(boolean does) {
        counts = does;
    }

    /** One more shares it; under the lock of the book. */
    void share() {
        users++;
    }

    /** One less shares it; true for the last one. Under the lock of the book. */
    boolean leave() {
        return --users <= 0;
    }

    abstract void write(Format format, Reading reading);
}
