package dev.gantry.detection;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Detectors that came or went, and the checks that have to be inspected for that. Thread-safe. */
final class Arrivals {

    /** More than that are spread over some seconds. */
    private static final int AT_ONCE = 200;

    private final Roster roster;
    private final Catalog catalog;
    private final Set<String> changed = new HashSet<>();

    Arrivals(Roster roster, Catalog catalog) {
        this.roster = roster;
        this.catalog = catalog;
    }

    /** A detector came or went. */
    void changed(String detector) {
        roster.locked(() -> changed.add(detector));
    }

    /** Whether a plugin offers a detector now. */
    boolean there(String detector) {
        return catalog.find(Kind.DETECTOR, detector).map(Contribution::available).orElse(false);
    }

    /**
     * Makes due at once what was judged for want of a plugin that is there now, and the reverse.
     */
    void recall(Instant now) {
        Set<String> detectors =
                roster.locked(
                        () -> {
                            Set<String> copy = Set.copyOf(changed);
                            changed.clear();
                            return copy;
                        });
        for (String detector : detectors) {
            boolean there = there(detector);
            roster.locked(
                    () -> {
                        List<Watched> concerned =
                                roster.all().stream()
                                        .filter(c -> c.spec.detector().equals(detector))
                                        .filter(c -> !c.spec.paused())
                                        .filter(c -> c.unattended() == there)
                                        .filter(c -> there || c.last != null)
                                        .toList();
                        boolean many = concerned.size() > AT_ONCE;
                        concerned.forEach(c -> roster.sooner(c, many ? c.rhythm.soon(now) : now));
                        return null;
                    });
        }
    }
}
