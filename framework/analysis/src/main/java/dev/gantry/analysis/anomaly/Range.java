package dev.gantry.analysis.anomaly;

/** From {@code low} to {@code high}, both included, in the unit of the measurement. */
public record Range(double low, double high) {}
