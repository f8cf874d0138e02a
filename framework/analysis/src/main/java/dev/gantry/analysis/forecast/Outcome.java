package dev.gantry.analysis.forecast;

/** What became of the wish for a forecast. */
public sealed interface Outcome permits Forecast, TooLittle {}
