package acme.needy;

import dev.gantry.api.config.Settings;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Length;

/** Settings without a default. */
@Settings
public record Needs(@Length(min = 3) String host, @Default("80") int port) {}
