package dev.gantry.detection.assess;

import java.time.Duration;
import java.util.Locale;

/** Numbers for a person, by the unit that the name of a measurement ends in. */
public final class Words {
    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Words() {}

    /** A value of a measurement: 412 ms for 0.412 of {@code latency.seconds}. */
    public static String value(String measure, double number) {
        if (measure.endsWith("seconds")) {
            return seconds(number);
        }
        if (measure.endsWith("bytes")) {
            return bytes(number);
        }
        if (measure.endsWith("ratio")) {
            return plain(number * 100) + " %";
        }
        return plain(number);
    }

    private static String seconds(double number) {
        double size = Math.abs(number);
        if (size == 0) {
            return "0 s";
        }
        if (size < 0.001) {
            return plain(number * 1e6) + " µs";
        }
        if (size < 1) {
            return plain(number * 1e3) + " ms";
        }
        if (size < 120) {
            return plain(number) + " s";
        }
        if (size < 7200) {
            return plain(number / 60) + " min";
        }
        return size < 172_800 ? plain(number / 3600) + " h" : plain(number / 86_400) + " d";
    }

    private static String bytes(double number) {
        double left = number;
        int unit = 0;
        while (Math.abs(left) >= 1024 && unit < BYTES.length - 1) {
            left /= 1024;
            unit++;
        }
        return plain(left) + " " + BYTES[unit];
    }

    /** Three digits that count, and no exponent where one can do without. */
    static String plain(double number) {
        double size = Math.abs(number);
        if (number == Math.rint(number) && size < 1e6) {
            return Long.toString((long) number);
        }
        if (size >= 1e6 || size < 1e-3) {
            return String.format(Locale.ROOT, "%.3g", number);
        }
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        String text = String.format(Locale.ROOT, "%." + digits + "f", number);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    /** A duration as people say it: 5 min, 24 h, 7 d. */
    static String duration(Duration duration) {
        return seconds(duration.toMillis() / 1e3);
    }
}
