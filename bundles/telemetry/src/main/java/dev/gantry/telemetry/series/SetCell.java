package dev.gantry.telemetry.series;

/** A number as it was set last. */
public final class SetCell extends Cell {
    private volatile double value;

    SetCell(Place place) {
        super(place);
    }

    /** Puts a number in the place of the one before. */
    public void set(double next) {
        value = next;
    }

    @Override
    void write(Format format, Reading reading) {
        format.gauge(tags(), value);
    }
}
