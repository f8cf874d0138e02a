package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Frames;
import dev.gantry.plugins.catalog.Intents;
import dev.gantry.plugins.catalog.Suspects;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds out how the process before this one ended, and which revision that is to be charged to.
 * What is proven counts at once: a call of {@code System.exit}, and a fatal error with a frame of
 * the plugin in its log. An end that nothing explains looks like a kill from outside; it is charged
 * only if the same piece of work was under way at {@value #ENDS} such ends in a row, though it
 * waited longer before each of them, see {@link Suspects}.
 */
final class LastEnd {
    /** How many unexplained ends in a row are too many. */
    static final int ENDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(LastEnd.class);
    private static final String EXIT = "exit.txt";

    private final Path data;
    private final Path logs;
    private final Vault vault;

    /** A revision is to blame; {@code proven} if one such end is enough to count. */
    record Charge(String sha256, String detail, boolean proven) {}

    LastEnd(Path home, Vault vault) {
        this.data = home.resolve("data");
        this.logs = home.resolve("logs");
        this.vault = vault;
    }

    /** Where a call of {@code System.exit} is noted. */
    Path exitNote() {
        return data.resolve(EXIT);
    }

    /**
     * Whom to charge; afterwards the traces are gone.
     *
     * @param intents what was under way
     * @param suspects works that were under way at several ends in a row
     */
    List<Charge> charges(List<Intents.Intent> intents, Suspects suspects) {
        List<Charge> charges = new ArrayList<>();
        try {
            exit().ifPresent(charges::add);
            charges.addAll(fatal(intents));
        } catch (IOException e) {
            LOG.warn("how the last process ended cannot be read: {}", e.getMessage());
        }
        if (!charges.isEmpty()) {
            suspects.clear();
            return charges;
        }
        for (Intents.Intent intent : intents) {
            int ends = suspects.ends(intent.work());
            if (ends >= ENDS) {
                charges.add(
                        new Charge(
                                intent.sha256(),
                                intent.work()
                                        + " was under way on it each time that the process ended"
                                        + " without order, "
                                        + ends
                                        + " times in a row",
                                false));
            }
        }
        return charges;
    }

    private Optional<Charge> exit() throws IOException {
        Path note = exitNote();
        if (!Files.exists(note)) {
            return Optional.empty();
        }
        String line = Files.readString(note);
        Files.delete(note);
        int space = line.indexOf(' ');
        return space < 0
                ? Optional.empty()
                : Optional.of(
                        new Charge(line.substring(0, space), line.substring(space + 1), true));
    }

    /** The JVM's log of a fatal error names the Java frames of the thread that it happened on. */
    private List<Charge> fatal(List<Intents.Intent> intents) throws IOException {
        Map<String, Charge> charges = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(data, "crash-*.log")) {
            found.forEach(files::add);
        }
        for (Path file : files) {
            String frames = frames(file);
            for (Intents.Intent intent : intents) {
                classes(intent.sha256())
                        .flatMap(f -> f.first(frames))
                        .ifPresent(
                                frame ->
                                        charges.put(
                                                intent.sha256(),
                                                new Charge(
                                                        intent.sha256(),
                                                        "a fatal error of the JVM at " + frame,
                                                        true)));
            }
            Files.createDirectories(logs);
            Files.move(file, logs.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            LOG.warn(
                    "the process before this one ended with a fatal error, see {} in logs/, or in the"
                            + " folder of dumps from when Gantry is ready",
                    file.getFileName());
        }
        return List.copyOf(charges.values());
    }

    private Optional<Frames> classes(String sha256) {
        try {
            return Optional.of(
                    new Frames(PluginManifest.read(vault.path(sha256), sha256).classes()));
        } catch (Rejection e) {
            return Optional.empty();
        }
    }

    /** The frames as in a stack trace: {@code j acme.Foo.run(I)V+5} becomes a line with an at. */
    private static String frames(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<String> lines =
                Files.lines(file, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            lines.filter(l -> l.startsWith("j  ") || l.startsWith("J "))
                    .forEach(
                            l -> {
                                for (String word : l.split("\\s+")) {
                                    int open = word.indexOf('(');
                                    if (open > 0 && word.lastIndexOf('.', open) > 0) {
                                        text.append("\tat ")
                                                .append(word, 0, open)
                                                .append("(unknown source)\n");
                                        break;
                                    }
                                }
                            });
        }
        return text.toString();
    }
}
