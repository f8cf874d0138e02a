package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The reference says what the help says. With {@code -Dgantry.docs=write} it is written anew. */
class CommandLineDocsTest {
    private static final Path REFERENCE =
            Path.of("../../distribution/docs/reference/command-line.md");
    private static final String HEADING = "## Commands\n\n";

    @Test
    void theReferenceHasAllCommands() throws IOException {
        List<String> lines = new ArrayList<>(List.of("| Command | |", "|---|---|"));
        Gantry.whole().getSubcommands().values().forEach(each -> collect(each, lines));
        String commands = String.join("\n", lines) + "\n";
        String text = Files.readString(REFERENCE);
        int start = text.indexOf(HEADING) + HEADING.length();
        if ("write".equals(System.getProperty("gantry.docs"))) {
            text = text.substring(0, start) + commands;
            Files.writeString(REFERENCE, text);
        }
        assertEquals(commands, text.substring(start), "write it with -Dgantry.docs=write");
    }

    @Test
    void theReferenceHasAllExitCodes() throws Exception {
        String text = Files.readString(REFERENCE);
        for (var field : ExitCode.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                assertEquals(1, text.split("\n\\| " + field.get(null) + " \\|", -1).length - 1);
            }
        }
    }

    private static void collect(CommandLine command, List<String> lines) {
        var usage = command.getCommandSpec().usageMessage();
        if (usage.hidden()) {
            return;
        }
        String words = String.join(" ", Stream.of(usage.description()).map(String::strip).toList());
        lines.add("| `" + command.getCommandSpec().qualifiedName() + "` | " + words + " |");
        command.getSubcommands().values().forEach(each -> collect(each, lines));
    }
}
