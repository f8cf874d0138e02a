package dev.gantry.http;

import dev.gantry.spi.config.Spelling;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** Finds what somebody probably meant. */
final class Nearest {
    private Nearest() {}

    /** A sentence's end that names the nearest known name, or all of them. */
    static String hint(String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "none is known here";
        }
        Optional<String> best = Spelling.nearest(name, known);
        String all = "known: " + String.join(", ", new TreeSet<>(known));
        return best.map(candidate -> "did you mean " + candidate + "? (" + all + ")").orElse(all);
    }
}
