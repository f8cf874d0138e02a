package dev.gantry.spi.event;

import org.osgi.annotation.versioning.ConsumerType;

/** Register as a service to be told of each event at once. */
@ConsumerType
public interface EventListener {

    /** Called in order, on the thread that publishes; must be quick, must not block or throw. */
    void on(Event event);
}
