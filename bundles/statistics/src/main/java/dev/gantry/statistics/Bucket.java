package dev.gantry.statistics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What became of runs within some time, by task type and tenant. Not thread-safe. */
final class Bucket {
    /** Most pairs of task type and tenant that are told apart. */
    static final int MOST = 1000;

    /** What stands for all others. */
    static final Key OTHERS = new Key("_other", "_other");

    private static final int FORMAT = 1;

    /** Whose runs. */
    record Key(String task, String tenant) {}

    private final Map<Key, Tally> tallies = new LinkedHashMap<>();

    /** The tally of a pair, or of all others where there are too many. */
    Tally of(Key key) {
        Tally known = tallies.get(key);
        if (known != null) {
            return known;
        }
        Key under = tallies.size() < MOST ? key : OTHERS;
        return tallies.computeIfAbsent(under, pair -> new Tally());
    }

    void add(Bucket other) {
        other.tallies.forEach((key, tally) -> of(key).add(tally));
    }

    byte[] write() {
        Packed.Writer to = new Packed.Writer();
        to.number(FORMAT);
        to.number(tallies.size());
        tallies.forEach(
                (key, tally) -> {
                    to.text(key.task());
                    to.text(key.tenant());
                    tally.write(to);
                });
        return to.bytes();
    }

    /**
     * Adds what was written.
     *
     * @param sums what each pair is added to
     * @throws IllegalArgumentException if it makes no sense
     */
    static void add(byte[] bytes, Function<Key, List<Tally>> sums) {
        Packed.Reader from = new Packed.Reader(bytes);
        long format = from.number();
        if (format != FORMAT) {
            throw new IllegalArgumentException("format " + format + " is not known");
        }
        Tally unwanted = new Tally();
        for (long left = from.number(); left > 0; left--) {
            List<Tally> those = sums.apply(new Key(from.text(), from.text()));
            int start = from.at();
            for (Tally sum : those.isEmpty() ? List.of(unwanted) : those) {
                from.back(start);
                sum.add(from);
            }
        }
    }
}
