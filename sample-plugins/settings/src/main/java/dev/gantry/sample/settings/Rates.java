package dev.gantry.sample.settings;

import dev.gantry.api.config.Settings;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Range;

/** What holds for all quotes until an operator says otherwise. */
@Settings(title = "Quotes")
public record Rates(
        @Doc("What is added as tax") @Default("0.19") @Range(min = 0, max = 1) double tax,
        @Doc("Shown after an amount") @Default("EUR") String currency) {}
