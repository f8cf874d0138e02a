package dev.gantry.telemetry;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.run.GantryException;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What was set while Gantry ran, in the file {@code data/telemetry.properties}, so that it holds
 * after a restart. A file that cannot be read is left alone, and nothing is set. Thread-safe.
 */
@Component(service = KeptSettings.class)
public final class KeptSettings {
    private static final Logger LOG = LoggerFactory.getLogger(KeptSettings.class);

    private final Path file;
    private final Map<String, String> values = new TreeMap<>();

    /** Of this home. */
    @Activate
    public KeptSettings(BundleContext bundle) {
        this(file(new Settings(bundle::getProperty)));
    }

    /**
     * @param file {@code null} to keep nothing
     */
    KeptSettings(Path file) {
        this.file = file;
        if (file != null && Files.exists(file)) {
            try {
                Properties read = new Properties();
                read.load(new StringReader(Files.readString(file)));
                read.stringPropertyNames().forEach(key -> values.put(key, read.getProperty(key)));
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn(
                        "{} cannot be read ({}): sampling and log levels are those of the"
                                + " configuration. Correct or delete it",
                        file,
                        e.toString());
            }
        }
    }

    private static Path file(Settings settings) {
        return settings.text("gantry.home", null) == null
                ? null
                : settings.home().resolve("data/telemetry.properties");
    }

    /** All whose key begins so, without that beginning. */
    public synchronized Map<String, String> below(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach(
                (key, value) -> {
                    if (key.startsWith(prefix)) {
                        found.put(key.substring(prefix.length()), value);
                    }
                });
        return found;
    }

    /**
     * Sets values, or takes away those that are {@code null}.
     *
     * @throws GantryException if they cannot be kept; nothing has changed then
     */
    public synchronized void put(Map<String, String> changes) {
        Map<String, String> before = new TreeMap<>(values);
        changes.forEach(
                (key, value) -> {
                    if (value == null) {
                        values.remove(key);
                    } else {
                        values.put(key, value);
                    }
                });
        try {
            write();
        } catch (IOException e) {
            values.clear();
            values.putAll(before);
            throw new GantryException(
                    GantryException.Code.UNAVAILABLE,
                    file + " cannot be written: " + e + "; give Gantry room and access there");
        }
    }

    private void write() throws IOException {
        if (file == null) {
            return;
        }
        StringBuilder text =
                new StringBuilder(
                        "# Set while Gantry ran; gantry telemetry, gantry plugin log-level\n");
        values.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.createDirectories(file.getParent());
        Files.writeString(next, text, StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
