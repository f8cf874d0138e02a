package dev.gantry.launcher.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times and durations for people.
 *
 * @param clock what now is
 */
record Times(InstantSource clock) {
    private static final Pattern SHORT = Pattern.compile("(\\d+)(ms|s|m|h|d)");

    /** How long ago, or in what time: {@code 12s ago}, {@code in 3m}; empty for no time. */
    String relative(String time) {
        try {
            Duration past = Duration.between(Instant.parse(time), clock.instant());
            return past.isNegative() ? "in " + brief(past.negated()) : brief(past) + " ago";
        } catch (DateTimeParseException e) {
            return time;
        }
    }

    /** From one time to another, or until now; empty when the first is missing. */
    String between(String from, String to) {
        if (from.isEmpty()) {
            return "";
        }
        Instant end = to.isEmpty() ? clock.instant() : Instant.parse(to);
        return brief(Duration.between(Instant.parse(from), end));
    }

    /** The largest units only. */
    static String brief(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 1) {
            return Math.max(0, duration.toMillis()) + "ms";
        }
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
        }
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 7200) {
            return duration.toMinutes() + "m";
        }
        return duration.toHours() < 48 ? duration.toHours() + "h" : duration.toDays() + "d";
    }

    /** {@code 30s}, {@code 5m}, {@code PT1M30S}. */
    static Optional<Duration> parse(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            return Optional.of(
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    });
        }
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** A time, or how long ago it was, as RFC 3339; {@code null} for {@code null}. */
    String instant(String text) {
        if (text == null) {
            return null;
        }
        Optional<Duration> ago = parse(text);
        try {
            return ago.isPresent()
                    ? clock.instant().minus(ago.get()).toString()
                    : Instant.parse(text).toString();
        } catch (DateTimeParseException e) {
            throw new ApiException(
                    ExitCode.USAGE,
                    "expected a time such as 2026-01-31T12:00:00Z, or how long ago such as 2h, got "
                            + text);
        }
    }

    /** Durations on the command line. */
    static final class Converter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return parse(text)
                    .orElseThrow(
                            () ->
                                    new TypeConversionException(
                                            "expected a duration such as 30s, 5m or PT1M30S, got "
                                                    + text));
        }
    }
}
