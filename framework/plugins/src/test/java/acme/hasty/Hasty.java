package acme.hasty;

import dev.gantry.api.panel.Panel;
import dev.gantry.api.panel.PanelContext;
import dev.gantry.api.panel.PanelType;

/** A panel that is asked too often. */
@PanelType(id = "hasty", module = "panel/hasty.js", refresh = "PT0.1S")
public final class Hasty implements Panel<Hasty.Query, Hasty.Value> {
    public record Query() {}

    public record Value() {}

    @Override
    public Value data(Query query, PanelContext context) {
        return new Value();
    }
}
