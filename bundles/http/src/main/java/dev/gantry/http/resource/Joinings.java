package dev.gantry.http.resource;

import dev.gantry.http.Body;
import dev.gantry.spi.run.Joining;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Reads how a submit goes together with others. */
final class Joinings {
    private static final Set<String> SINGLETON = Set.of("key", "mode");
    private static final Set<String> DEBOUNCE = Set.of("key", "period", "maxWait");
    private static final Set<String> BATCH = Set.of("key", "max", "within", "into");

    private Joinings() {}

    /** At most one; {@code null} for none. */
    static Joining read(Body body) {
        List<Joining> found =
                Stream.of(
                                body.object("singleton", SINGLETON)
                                        .map(Joinings::singleton)
                                        .orElse(null),
                                body.object("debounce", DEBOUNCE)
                                        .map(Joinings::debounce)
                                        .orElse(null),
                                body.object("batch", BATCH).map(Joinings::batch).orElse(null))
                        .filter(Objects::nonNull)
                        .toList();
        if (found.size() > 1) {
            body.wrong(null, "give one of singleton, debounce and batch");
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    private static Joining singleton(Body part) {
        String key = part.required("key");
        Joining.Singleton.Mode mode =
                part.constant("mode", Joining.Singleton.Mode.class, Joining.Singleton.Mode.SKIP);
        return part.build(() -> new Joining.Singleton(key, mode));
    }

    private static Joining debounce(Body part) {
        String key = part.required("key");
        part.required("period");
        Duration period = part.duration("period", Duration.ofSeconds(1));
        Duration maxWait = part.duration("maxWait", null);
        return part.build(() -> new Joining.Debounce(key, period, maxWait));
    }

    private static Joining batch(Body part) {
        String key = part.required("key");
        int max = part.required("max", 1, 1000);
        part.required("within");
        Duration within = part.duration("within", Duration.ofSeconds(1));
        String into = part.text("into", "items");
        return part.build(() -> new Joining.Batch(key, max, within, into));
    }
}
