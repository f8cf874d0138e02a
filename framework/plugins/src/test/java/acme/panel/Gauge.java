package acme.panel;

import dev.gantry.api.panel.Panel;
import dev.gantry.api.panel.PanelContext;
import dev.gantry.api.panel.PanelType;
import dev.gantry.api.panel.Place;
import dev.gantry.api.schema.Default;

/** A panel. */
@PanelType(
        id = "gauge",
        title = "Gauge",
        module = "panel/gauge.js",
        place = Place.OVERVIEW,
        refresh = "PT5S",
        events = {"run.", "plugin.changed"})
public final class Gauge implements Panel<Gauge.Query, Gauge.Value> {
    public record Query(@Default("7") int start) {}

    public record Value(int value) {}

    @Override
    public Value data(Query query, PanelContext context) {
        return new Value(query.start() + 1);
    }
}
