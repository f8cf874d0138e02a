package dev.gantry.spi.panel;

/**
 * A file of a panel.
 *
 * @param contentType media type, with the character set where it is text
 */
public record PanelFile(String contentType, byte[] bytes) {}
