package dev.gantry.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The settings of one Gantry: file, then environment, then command line, the later ones winning.
 * Every key is known and every value is of its kind.
 *
 * @param values by key; only what somebody set
 */
public record Configuration(Map<String, String> values) {

    /** Takes a copy. */
    public Configuration {
        values = Map.copyOf(values);
    }

    /**
     * Reads all sources.
     *
     * @param file lines of {@code key = value} in UTF-8, and comments; may be missing
     * @param environment variable by name, or {@code null}
     * @param commandLine by key
     * @throws StartException naming the source, the key and what would be right
     */
    public static Configuration read(
            Path file, UnaryOperator<String> environment, Map<String, String> commandLine)
            throws StartException {
        Map<String, String> values = new HashMap<>();
        readFile(file, values);
        for (Setting setting : Setting.KNOWN) {
            String value = environment.apply(setting.variable());
            if (value != null && !value.isBlank()) {
                put(values, setting.variable(), setting, value.strip());
            }
        }
        for (Map.Entry<String, String> given : commandLine.entrySet()) {
            Setting setting = known("command line", given.getKey());
            put(values, "command line", setting, given.getValue().strip());
        }
        return new Configuration(values);
    }

    /** A setting, or what holds when nobody set it. */
    public String get(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    /** A setting that is a duration, or what holds when nobody set it. */
    public Duration duration(String key, Duration otherwise) {
        String value = values.get(key);
        return value == null ? otherwise : Duration.parse(value);
    }

    private static void readFile(Path file, Map<String, String> values) throws StartException {
        List<String> lines;
        try {
            lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new StartException("cannot read " + file + ": " + e, e);
        }
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String where = file + ":" + (i + 1);
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw refused(where + ": expected key = value, got " + word(line));
            }
            String key = line.substring(0, equals).strip();
            Setting setting = known(where, key);
            Integer before = seen.putIfAbsent(key, i + 1);
            if (before != null) {
                throw refused(where + ": " + key + " is set already in line " + before);
            }
            String value = line.substring(equals + 1).strip();
            if (!value.isEmpty()) {
                put(values, where, setting, value);
            }
        }
    }

    /** Its first word: what follows may be a secret. */
    private static String word(String line) {
        return line.split("[^A-Za-z0-9._-]", 2)[0];
    }

    private static Setting known(String where, String key) throws StartException {
        Optional<Setting> known = Setting.of(key);
        if (known.isEmpty()) {
            throw refused(
                    where
                            + ": there is no setting "
                            + key
                            + "; did you mean "
                            + Setting.nearest(key)
                            + "?");
        }
        return known.get();
    }

    private static void put(Map<String, String> values, String where, Setting setting, String value)
            throws StartException {
        Optional<String> expected = setting.expected(value);
        if (expected.isPresent()) {
            throw refused(
                    where
                            + ": "
                            + setting.key()
                            + ": expected "
                            + expected.get()
                            + (setting.showable() ? ", got " + value : ""));
        }
        values.put(setting.key(), value);
    }

    private static StartException refused(String message) {
        return new StartException(StartException.FAILED, message);
    }
}
