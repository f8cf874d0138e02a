package dev.gantry.plugins.catalog;

import dev.gantry.plugins.schema.Schema;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.run.RetryPolicy;

import org.osgi.framework.Version;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a revision promises to those who use it. Holds nothing of the plugin. Immutable.
 *
 * @param exports the packages that it exports, with their versions
 */
public record Promises(Version version, List<Promise> contributions, Map<String, Version> exports) {

    /**
     * One contribution.
     *
     * @param output {@code null} for none
     * @param timeout of one attempt, {@code null} for none
     * @param phased whether it works in phases; {@code null} where that was not put on record
     */
    public record Promise(
            Kind kind,
            String id,
            Schema input,
            Schema output,
            Duration timeout,
            RetryPolicy retry,
            Boolean phased) {}

    /** Takes copies. */
    public Promises {
        contributions = List.copyOf(contributions);
        exports = Map.copyOf(exports);
    }

    /** The promises of a revision whose classes are there; nothing depends on its panels. */
    public static Promises of(
            Version version, List<Offering> offerings, Map<String, Version> exports) {
        return new Promises(
                version,
                offerings.stream()
                        .filter(offering -> offering.kind() != Kind.PANEL)
                        .map(Promises::promise)
                        .toList(),
                exports);
    }

    private static Promise promise(Offering o) {
        return new Promise(
                o.kind(),
                o.id(),
                o.schema(),
                o.outputSchema() == null ? null : Schema.parse(o.outputSchema()),
                o.timeout(),
                o.retry(),
                o.kind() == Kind.TASK ? o.phased() : null);
    }

    /** One of its contributions. */
    public Optional<Promise> find(Kind kind, String id) {
        return contributions.stream()
                .filter(t -> t.kind() == kind && t.id().equals(id))
                .findFirst();
    }
}
