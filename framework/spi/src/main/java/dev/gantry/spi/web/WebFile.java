package dev.gantry.spi.web;

import java.util.Map;

/**
 * A file for browsers. Its bytes are shared: nobody changes them.
 *
 * @param contentType media type, with the character set
 * @param plain its bytes
 * @param gzip the same, compressed; empty where that is no gain
 * @param tag differs when the bytes differ; letters, digits, {@code -} and {@code _}
 * @param forever whether what is at this address never changes
 * @param headers further header fields
 */
public record WebFile(
        String contentType,
        byte[] plain,
        byte[] gzip,
        String tag,
        boolean forever,
        Map<String, String> headers) {}
