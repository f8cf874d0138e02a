package dev.gantry.plugins.gate;

import dev.gantry.spi.plugin.Compatibility;
import dev.gantry.spi.plugin.Difference;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a version fits the one in service.
 *
 * @param compatibility the worst of the differences
 * @param differences the worst first
 * @param refusal why it may not come in, in one sentence with the remedy; empty if it may
 */
public record GateResult(
        Compatibility compatibility, List<Difference> differences, Optional<String> refusal) {

    /** Takes a copy. */
    public GateResult {
        differences = List.copyOf(differences);
    }

    /** All differences, one a line; {@code null} if there are none. */
    public String detail() {
        return differences.isEmpty()
                ? null
                : differences.stream()
                        .map(d -> told(d.weight()) + ": " + d.subject() + ": " + d.sentence())
                        .collect(Collectors.joining("\n"));
    }

    private static String told(Compatibility weight) {
        return weight.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
