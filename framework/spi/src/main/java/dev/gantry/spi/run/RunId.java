package dev.gantry.spi.run;

import java.time.Instant;

/**
 * Ids of runs: numbers that grow with the time at which they were made, to the millisecond, and
 * their text form, 13 characters of Crockford's base 32, which sorts as they do.
 */
public final class RunId {
    private static final long EPOCH = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    private static final int TIME_SHIFT = 22;
    private static final long MINUTE_MS = 60_000;
    private static final int LENGTH = 13;
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

    private RunId() {}

    /** When the id was made. */
    public static Instant createdAt(long id) {
        return Instant.ofEpochMilli(EPOCH + (id >>> TIME_SHIFT));
    }

    /** In which minute since 1970 the id was made. */
    public static long minute(long id) {
        return (EPOCH + (id >>> TIME_SHIFT)) / MINUTE_MS;
    }

    /** The smallest id that is made at a time or later. */
    public static long first(Instant at) {
        long ms = Math.clamp(at.toEpochMilli() - EPOCH, 0, Long.MAX_VALUE >>> TIME_SHIFT);
        return ms << TIME_SHIFT;
    }

    /** The smallest id of the millisecond after an id's. */
    public static long following(long id) {
        return ((id >>> TIME_SHIFT) + 1) << TIME_SHIFT;
    }

    /** The text form. */
    public static String text(long id) {
        char[] text = new char[LENGTH];
        long rest = id;
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(text);
    }

    /** The id of a text form, or -1 if it is none. */
    public static long parse(String text) {
        if (text.length() != LENGTH || text.charAt(0) > '7') {
            return -1;
        }
        long id = 0;
        for (int i = 0; i < LENGTH; i++) {
            int digit = DIGITS.indexOf(text.charAt(i));
            if (digit < 0) {
                return -1;
            }
            id = id << 5 | digit;
        }
        return id;
    }

    /** The smallest id whose text form begins like this, or -1 if none does. */
    public static long first(String beginning) {
        return begun(beginning, '0');
    }

    /** The largest id whose text form begins like this, or -1 if none does. */
    public static long last(String beginning) {
        return begun(beginning, 'z');
    }

    private static long begun(String beginning, char rest) {
        return beginning.length() > LENGTH
                ? -1
                : parse(beginning + String.valueOf(rest).repeat(LENGTH - beginning.length()));
    }
}
