package dev.gantry.spi.catalog;

import dev.gantry.api.panel.Place;

import java.time.Duration;
import java.util.List;

/**
 * How a panel is shown.
 *
 * @param module path of its module in the JAR
 * @param refresh between two calls for data, {@code null} for never
 * @param events beginnings of names of events after which its data are asked for
 */
public record PanelLook(String module, Place place, Duration refresh, List<String> events) {

    /** Takes a copy. */
    public PanelLook {
        events = List.copyOf(events);
    }
}
