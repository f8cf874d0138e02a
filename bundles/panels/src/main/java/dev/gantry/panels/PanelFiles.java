package dev.gantry.panels;

import dev.gantry.spi.panel.PanelFile;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What of a plugin's JAR browsers are given: the folder of a module, and of that what is listed.
 */
final class PanelFiles {
    private static final int MOST = 2 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

    /** By the end of the name. Nothing that is a page: it would be one of the console's origin. */
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("mjs", "text/javascript; charset=utf-8"),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("avif", "image/avif"),
                    Map.entry("woff2", "font/woff2"));

    private PanelFiles() {}

    /**
     * Reads one.
     *
     * @param module whose folder is meant
     * @throws GantryException if it is not there, of no type that is served, or too large
     */
    static PanelFile read(ClassLoader loader, String module, String name) {
        String end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = TYPES.get(end);
        if (type == null || !NAME.matcher(name).matches()) {
            throw new GantryException(
                    Code.NOT_FOUND,
                    "a panel has files that end in "
                            + String.join(", ", new TreeSet<>(TYPES.keySet()))
                            + ", not "
                            + name);
        }
        String path = module.substring(0, module.lastIndexOf('/') + 1) + name;
        try (InputStream in = loader.getResourceAsStream(path)) {
            if (in == null) {
                throw new GantryException(Code.NOT_FOUND, "the plugin has no file " + path);
            }
            byte[] bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw new GantryException(
                        Code.REFUSED, path + " is larger than 2 MiB: make it smaller");
            }
            return new PanelFile(type, bytes);
        } catch (IOException e) {
            throw new GantryException(
                    Code.UNAVAILABLE, path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
