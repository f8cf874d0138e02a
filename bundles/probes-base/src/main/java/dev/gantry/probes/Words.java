package dev.gantry.probes;

import java.time.Duration;
import java.util.Locale;

/** Texts of others, made fit for a sentence. */
public final class Words {
    private static final int QUOTED = 120;
    private static final int SAID = 300;

    private Words() {}

    /** At most so long, with {@code …} in place of the rest; no half characters. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
                + "…";
    }

    /** On one line, without control characters, at most so long. */
    public static String line(String text, int most) {
        String head = text.substring(0, Math.min(text.length(), most * 4));
        return cut(head.replaceAll("[\\p{Cntrl}\\s]+", " ").strip(), most);
    }

    /** What a target said, in quotes, on one line and not too long, without what looks secret. */
    public static String quoted(String text) {
        String head = text.substring(0, Math.min(text.length(), QUOTED * 4));
        return '"' + line(Masks.NONE.hide(head), QUOTED) + '"';
    }

    /** What an exception says, with the kind of it. */
    public static String of(Throwable failure) {
        String message = failure.getMessage();
        String kind = failure.getClass().getSimpleName();
        return line(message == null || message.isBlank() ? kind : kind + ": " + message, SAID);
    }

    /** What an exception says, or the kind of it where it says nothing of its own. */
    public static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : line(message, SAID);
    }

    /** As in {@code 0.3 ms}, {@code 12 ms} or {@code 1.25 s}. */
    public static String took(Duration time) {
        double millis = time.toNanos() / 1e6;
        if (millis < 1) {
            return String.format(Locale.ROOT, millis < 0.1 ? "%.2f ms" : "%.1f ms", millis);
        }
        return millis < 1000
                ? Math.round(millis) + " ms"
                : String.format(Locale.ROOT, "%.2f", millis / 1000).replaceAll("\\.?0+$", "")
                        + " s";
    }

    /** As in {@code 12 days} or {@code 5 hours}; the sign is left out. */
    public static String span(Duration time) {
        Duration length = time.abs();
        if (length.toDays() >= 2) {
            return length.toDays() + " days";
        }
        return length.toHours() >= 2
                ? length.toHours() + " hours"
                : count(length.toMinutes(), "minute");
    }

    /** {@code 1 line}, {@code 2 lines}. */
    public static String count(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
