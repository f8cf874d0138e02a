package dev.gantry.http;

import java.util.Collection;
import java.util.Comparator;
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
        Optional<String> best =
                new TreeSet<>(known)
                        .stream()
                                .min(
                                        Comparator.comparingInt(
                                                (String candidate) -> distance(name, candidate)))
                                .filter(
                                        candidate ->
                                                distance(name, candidate)
                                                        <= Math.max(1, name.length() / 2));
        String all = "known: " + String.join(", ", new TreeSet<>(known));
        return best.map(candidate -> "did you mean " + candidate + "? (" + all + ")").orElse(all);
    }

    /** Edits that turn one name into the other. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
