package dev.gantry.spi.check;

import dev.gantry.spi.plugin.RevisionRef;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The outcome of one inspection.
 *
 * @param reasons for a person, the deciding one first
 * @param measurements in base units
 * @param provider revision that inspected, or {@code null} if none did
 */
public record CheckVerdict(
        Instant at,
        CheckStatus status,
        List<String> reasons,
        Map<String, Double> measurements,
        Duration took,
        RevisionRef provider) {}
