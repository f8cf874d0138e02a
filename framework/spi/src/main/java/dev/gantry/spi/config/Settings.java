package dev.gantry.spi.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.function.UnaryOperator;

/**
 * Reads settings and checks them. They come from {@code conf/gantry.properties}, the environment
 * ({@code GANTRY_HTTP_PORT} for {@code gantry.http.port}) and the command line; the launcher hands
 * them on as framework properties.
 *
 * @param lookup value of a key, or {@code null}; {@code BundleContext::getProperty}
 */
public record Settings(UnaryOperator<String> lookup) {

    /** Text. */
    public String text(String key, String otherwise) {
        String value = lookup.apply(key);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    /**
     * A whole number.
     *
     * @throws IllegalArgumentException naming the key, the value and the limits
     */
    public long number(String key, long otherwise, long min, long max) {
        String value = text(key, null);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException(
                key + ": expected a whole number from " + min + " to " + max + ", got " + value);
    }

    /**
     * A duration, ISO-8601.
     *
     * @throws IllegalArgumentException naming the key and the value
     */
    public Duration duration(String key, Duration otherwise) {
        String value = text(key, null);
        if (value == null) {
            return otherwise;
        }
        try {
            Duration duration = Duration.parse(value);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // told below
        }
        throw new IllegalArgumentException(
                key + ": expected an ISO-8601 duration such as PT10S, got " + value);
    }

    /**
     * Yes or no.
     *
     * @throws IllegalArgumentException naming the key and the value
     */
    public boolean flag(String key, boolean otherwise) {
        String value = text(key, null);
        if (value == null) {
            return otherwise;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            key + ": expected true or false, got " + value);
        };
    }

    /** The folder that holds {@code conf}, {@code bundles}, {@code data} and {@code logs}. */
    public java.nio.file.Path home() {
        String home = text("gantry.home", null);
        if (home == null) {
            throw new IllegalArgumentException("gantry.home is not set; the launcher sets it");
        }
        return java.nio.file.Path.of(home);
    }
}
