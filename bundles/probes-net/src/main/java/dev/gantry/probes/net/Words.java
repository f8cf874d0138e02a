package dev.gantry.probes.net;

import java.time.Duration;
import java.util.Locale;

/** Figures as a person says them. */
final class Words {
    private static final int LONGEST = 120;

    private Words() {}

    /** As in {@code 0.3 ms}, {@code 12 ms} or {@code 1.25 s}. */
    static String took(Duration time) {
        double millis = time.toNanos() / 1e6;
        if (millis < 1) {
            return String.format(Locale.ROOT, millis < 0.1 ? "%.2f ms" : "%.1f ms", millis);
        }
        return millis < 1000
                ? Math.round(millis) + " ms"
                : trimmed(String.format(Locale.ROOT, "%.2f", millis / 1000)) + " s";
    }

    /** As in {@code 12 days} or {@code 5 hours}; the sign is left out. */
    static String span(Duration time) {
        Duration length = time.abs();
        if (length.toDays() >= 2) {
            return length.toDays() + " days";
        }
        if (length.toHours() >= 2) {
            return length.toHours() + " hours";
        }
        return length.toMinutes() == 1 ? "1 minute" : length.toMinutes() + " minutes";
    }

    /** What a target said, on one line and not too long. */
    static String quoted(String text) {
        String line = text.strip().replaceAll("\\p{Cntrl}+", " ");
        return '"' + (line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…") + '"';
    }

    /** The words of an exception, or what it is. */
    static String of(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.strip().replaceAll("\\p{Cntrl}+", " ");
    }

    private static String trimmed(String number) {
        return number.replaceAll("\\.?0+$", "");
    }
}
