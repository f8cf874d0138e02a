package dev.gantry.probes;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** How numbers in base units are said to people. */
public enum Amount {
    /** From 0 to 1. */
    RATIO {
        @Override
        public String say(double value) {
            double percent = value * 100;
            boolean round = Math.abs(percent - Math.rint(percent)) < 0.05;
            return format(round ? "%.0f %%" : "%.1f %%", percent);
        }
    },
    /** In powers of 1,024. */
    BYTES {
        @Override
        public String say(double value) {
            String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
            double rest = value;
            int unit = 0;
            while (Math.abs(rest) >= 1024 && unit < units.length - 1) {
                rest /= 1024;
                unit++;
            }
            boolean round = unit == 0 || Math.abs(rest - Math.rint(rest)) < 0.05;
            return format(round ? "%.0f %s" : "%.1f %s", rest, units[unit]);
        }
    },
    /** A duration. */
    SECONDS {
        @Override
        public String say(double value) {
            if (Math.abs(value) < 1) {
                return format("%.0f ms", value * 1000);
            }
            if (Math.abs(value) < 60) {
                return format(value == Math.rint(value) ? "%.0f s" : "%.1f s", value);
            }
            Duration time = Duration.ofSeconds(Math.round(value));
            if (time.toHours() == 0) {
                return format("%d min %d s", time.toMinutes(), time.toSecondsPart())
                        .replace(" 0 s", "");
            }
            return time.toDays() == 0
                    ? format("%d h %d min", time.toHours(), time.toMinutesPart())
                            .replace(" 0 min", "")
                    : format("%d d %d h", time.toDays(), time.toHoursPart()).replace(" 0 h", "");
        }
    },
    /** Anything else. */
    NUMBER {
        @Override
        public String say(double value) {
            if (!Double.isFinite(value)) {
                return Double.toString(value);
            }
            return new BigDecimal(value)
                    .round(new MathContext(6))
                    .stripTrailingZeros()
                    .toPlainString();
        }
    };

    /** As a person reads it: {@code 93 %}, {@code 512 MiB}, {@code 1.5 s}, {@code 42}. */
    public abstract String say(double value);

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
