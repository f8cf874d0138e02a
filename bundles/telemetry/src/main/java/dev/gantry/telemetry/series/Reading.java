package dev.gantry.telemetry.series;

import java.util.function.ToDoubleFunction;

/** One pass over all series, which says whom it waits for. One thread reads, others look. */
public final class Reading {
    private volatile ReadCell.Source asked;

    double of(ReadCell.Source source, ToDoubleFunction<ReadCell.Source> read) {
        if (!source.ofPlugin()) {
            return read.applyAsDouble(source);
        }
        asked = source;
        try {
            return read.applyAsDouble(source);
        } finally {
            asked = null;
        }
    }

    /** It takes too long: a plugin that is being asked is not asked again. */
    public void late() {
        ReadCell.Source source = asked;
        if (source != null) {
            source.stuck();
        }
    }
}
