package dev.gantry.detection;

import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.store.Leadership;
import dev.gantry.spi.trace.SpanSink;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What checks know of other nodes, and where they leave what is to be told. Immutable. */
@Component(service = Surroundings.class)
public final class Surroundings {

    private final Leadership leadership;
    private final Events events;
    private final Meters meters;
    private final SpanSink spans;

    /** Keeps them. */
    @Activate
    public Surroundings(
            @Reference Leadership leadership,
            @Reference Events events,
            @Reference Meters meters,
            @Reference SpanSink spans) {
        this.leadership = leadership;
        this.events = events;
        this.meters = meters;
        this.spans = spans;
    }

    Leadership leadership() {
        return leadership;
    }

    Events events() {
        return events;
    }

    Meters meters() {
        return meters;
    }

    SpanSink spans() {
        return spans;
    }
}
