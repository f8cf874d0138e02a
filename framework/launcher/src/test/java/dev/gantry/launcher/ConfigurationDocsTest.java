package dev.gantry.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reference of configuration keys is made of {@link Setting#KNOWN} and of what settings.md says
 * of each. With {@code -Dgantry.docs=write} it is written anew.
 */
class ConfigurationDocsTest {
    private static final Path DOCS = Path.of("../../distribution/docs");
    private static final Path REFERENCE = DOCS.resolve("reference/configuration.md");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(gantry\\.[a-z.]+)` \\| (.*?) \\| (.*) \\|$");

    @Test
    void theReferenceHasAllKeys() throws IOException {
        Map<String, Matcher> told = told();
        assertEquals(
                new TreeSet<>(Setting.KNOWN.stream().map(Setting::key).toList()),
                told.keySet(),
                "the keys of Setting.java and of settings.md");
        StringBuilder page =
                new StringBuilder(
                        """
                        # Configuration keys

                        Every key of `conf/gantry.properties`, by name, with the values that it takes. Where it can be set besides, and what else is configured, is in
                        [settings](../settings.md).

                        | Key | Environment | Values | Default | What it is |
                        |---|---|---|---|---|
                        """);
        TreeMap<String, Setting> sorted = new TreeMap<>();
        Setting.KNOWN.forEach(each -> sorted.put(each.key(), each));
        sorted.forEach(
                (key, setting) ->
                        page.append("| `")
                                .append(key)
                                .append("` | `")
                                .append(key.toUpperCase(Locale.ROOT).replace('.', '_'))
                                .append("` | ")
                                .append(values(setting.kind()))
                                .append(" | ")
                                .append(told.get(key).group(2))
                                .append(" | ")
                                .append(fromReference(told.get(key).group(3)))
                                .append(" |\n"));
        if ("write".equals(System.getProperty("gantry.docs"))) {
            Files.writeString(REFERENCE, page);
        }
        assertEquals(
                page.toString(), Files.readString(REFERENCE), "write it with -Dgantry.docs=write");
    }

    private static Map<String, Matcher> told() throws IOException {
        Map<String, Matcher> rows = new TreeMap<>();
        for (String line : Files.readAllLines(DOCS.resolve("settings.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), row);
            }
        }
        return rows;
    }

    private static String values(Setting.Kind kind) {
        return switch (kind) {
            case Setting.Text _ -> "text";
            case Setting.Secret _ -> "text, never shown";
            case Setting.StoreUrl _ -> "`jdbc:postgresql://host:port/database`";
            case Setting.Number number when number.max() == Long.MAX_VALUE ->
                    number.min() + " or more";
            case Setting.Number number -> number.min() + " to " + number.max();
            case Setting.Period _ -> "duration, as `PT10S`";
            case Setting.Choice choice -> "`" + String.join("`, `", choice.words()) + "`";
        };
    }

    /** Links are from the folder of the reference. */
    private static String fromReference(String text) {
        return text.replaceAll("\\]\\((?!reference/|http)", "](../").replace("](reference/", "](");
    }
}
