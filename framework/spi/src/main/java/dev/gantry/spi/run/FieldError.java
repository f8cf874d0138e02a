package dev.gantry.spi.run;

/**
 * One field that is wrong.
 *
 * @param pointer where, as a JSON Pointer (RFC 6901) into the payload
 * @param message what is wrong and what would be right
 */
public record FieldError(String pointer, String message) {}
