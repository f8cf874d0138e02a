package dev.gantry.detection;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.config.Spelling;
import dev.gantry.spi.run.FieldError;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What a check has to fit: what plugins offer, and the other checks. Thread-safe. */
final class Rules {

    private final Catalog catalog;

    Rules(Catalog catalog) {
        this.catalog = catalog;
    }

    /** What is wrong with the configuration, if a plugin says what fits. */
    List<FieldError> config(CheckSpec spec) {
        Optional<Contribution> detector = catalog.find(Kind.DETECTOR, spec.detector());
        if (detector.isEmpty()) {
            return List.of();
        }
        String config = new Target(spec).config(catalog);
        return catalog.validate(Kind.DETECTOR, spec.detector(), config).stream()
                .map(error -> new FieldError("/config" + error.pointer(), error.message()))
                .toList();
    }

    /** Why nobody can inspect; empty if a plugin offers the detector now. */
    Optional<String> absent(String detector) {
        return catalog.find(Kind.DETECTOR, detector)
                .map(
                        known ->
                                known.available()
                                        ? Optional.<String>empty()
                                        : Optional.of(
                                                known.reason() == null
                                                        ? "no plugin offers it now"
                                                        : known.reason()))
                .orElseGet(
                        () -> Optional.of(catalog.unknown(Kind.DETECTOR, detector).getMessage()));
    }

    /** What is wrong with the reaction. */
    List<FieldError> reaction(CheckSpec spec) {
        if (spec.reaction() == null
                || catalog.find(Kind.TASK, spec.reaction().task()).isPresent()) {
            return List.of();
        }
        return List.of(
                new FieldError(
                        "/reaction/task",
                        catalog.unknown(Kind.TASK, spec.reaction().task()).getMessage()));
    }

    /**
     * What is wrong with the checks that one depends on.
     *
     * @param ids of all the checks there would be
     * @param parents of a check; none of one that is not there
     */
    static List<FieldError> parents(
            String id,
            CheckSpec spec,
            Collection<String> ids,
            Function<String, List<String>> parents) {
        List<FieldError> wrong = new ArrayList<>();
        List<String> on = spec.judging().dependsOn();
        for (int i = 0; i < on.size(); i++) {
            String parent = on.get(i);
            String pointer = "/dependsOn/" + i;
            if (!ids.contains(parent) && !parent.equals(id)) {
                String remedy =
                        Spelling.nearest(parent, ids)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; make it first, or leave it out");
                wrong.add(new FieldError(pointer, "there is no check " + parent + remedy));
            } else {
                List<String> way = way(parent, id, parents, new HashSet<>());
                if (way != null) {
                    wrong.add(
                            new FieldError(
                                    pointer,
                                    "a check cannot depend on itself: "
                                            + id
                                            + " → "
                                            + String.join(" → ", way)
                                            + "; leave one of these out"));
                }
            }
        }
        return wrong;
    }

    /** The way from a check up to another, both included; {@code null} if there is none. */
    private static List<String> way(
            String from, String to, Function<String, List<String>> parents, Set<String> seen) {
        if (from.equals(to)) {
            return List.of(to);
        }
        if (!seen.add(from)) {
            return null;
        }
        for (String parent : parents.apply(from)) {
            List<String> rest = way(parent, to, parents, seen);
            if (rest != null) {
                List<String> whole = new ArrayList<>(List.of(from));
                whole.addAll(rest);
                return whole;
            }
        }
        return null;
    }
}
