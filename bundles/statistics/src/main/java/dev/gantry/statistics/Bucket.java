package dev.gantry.statistics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

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

    void each(BiConsumer<Key, Tally> reader) {
        tallies.forEach(reader);
    }

    boolean empty() {
        return tallies.isEmpty();
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
     * What was written.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    static Bucket read(byte[] bytes) {
        Packed.Reader from = new Packed.Reader(bytes);
        long format = from.number();
        if (format != FORMAT) {
            throw new IllegalArgumentException("format " + format + " is not known");
        }
        Bucket read = new Bucket();
        for (long left = from.number(); left > 0; left--) {
            Key key = new Key(from.text(), from.text());
            read.tallies.put(key, Tally.read(from));
        }
        return read;
    }
}
