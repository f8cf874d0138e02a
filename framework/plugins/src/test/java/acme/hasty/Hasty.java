package acme.hasty;

import dev.gantry.api.context.WorkContext;
import dev.gantry.api.panel.Panel;
import dev.gantry.api.panel.PanelData;

/** A panel that is asked too often. */
@Panel(id = "hasty", module = "panel/hasty.js", refresh = "PT0.1S")
public final class Hasty implements PanelData<Hasty.Query, Hasty.Value> {
    public record Query() {}

    public record Value() {}

    @Override
    public Value data(Query query, WorkContext context) {
        return new Value();
    }
}
