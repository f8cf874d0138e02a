package dev.gantry.spi.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant, for messages about names that are not known. */
public final class Spelling {

    private Spelling() {}

    /**
     * The candidate that differs least, if it differs in no more than a third of its letters; upper
     * and lower case, dashes and underscores make no difference.
     */
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        return candidates.stream()
                .min(
                        Comparator.<String>comparingInt(candidate -> apart(word, candidate))
                                .thenComparing(Comparator.naturalOrder()))
                .filter(near -> apart(word, near) <= Math.max(2, near.length() / 3));
    }

    private static int apart(String a, String b) {
        return distance(fold(a), fold(b));
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** How many letters must be put in, taken out or replaced. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
