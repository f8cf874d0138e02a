package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What holds for all commands. */
class EveryCommandTest {
    /** They print no object. */
    private static final Set<String> FORMLESS =
            Set.of("gantry run", "gantry completion", "gantry rehearse", "gantry store restore");

    @Test
    void whatPrintsAnObjectPrintsItInEveryForm() {
        Set<String> without = new TreeSet<>();
        for (CommandSpec spec : commands()) {
            if (spec.findOption("--output") == null
                    && !(spec.userObject() instanceof Runnable && !spec.subcommands().isEmpty())) {
                without.add(spec.qualifiedName());
            }
        }
        assertEquals(new TreeSet<>(FORMLESS), without);
    }

    @Test
    void listsAndShowsCanBeWatched() {
        Set<String> without = new TreeSet<>();
        for (CommandSpec spec : commands()) {
            if (Set.of("list", "show").contains(spec.name())
                    && spec.userObject() instanceof ClientCommand
                    && spec.findOption("--watch") == null) {
                without.add(spec.qualifiedName());
            }
        }
        assertEquals(Set.of(), without);
    }

    @Test
    void noOptionTakesASecretItself() {
        for (CommandSpec spec : commands()) {
            spec.optionsMap()
                    .keySet()
                    .forEach(
                            name ->
                                    assertFalse(
                                            name.matches("--?(token|password|secret)"),
                                            spec.qualifiedName() + " " + name));
        }
    }

    @Test
    void aCommandBuiltAloneIsTheSameAsAmongAll() {
        for (CommandSpec spec : commands()) {
            String[] words = spec.qualifiedName().split(" ");
            String[] asked = Arrays.copyOfRange(words, 1, words.length + 1);
            asked[asked.length - 1] = "--help";
            CommandLine alone = Gantry.commandLine(asked);
            for (String word : List.of(words).subList(1, words.length)) {
                alone = alone.getSubcommands().get(word);
            }
            assertEquals(
                    spec.commandLine().getUsageMessage(),
                    alone.getUsageMessage(),
                    spec.qualifiedName());
        }
    }

    @Test
    void everyCommandSaysWhatItDoes() {
        for (CommandSpec spec : commands()) {
            assertTrue(spec.usageMessage().description().length > 0, spec.qualifiedName());
        }
    }

    @Test
    void helpAndCompletionKnowEveryCommand() {
        FakeGantry.Ended help = FakeGantry.execute("--help");
        assertEquals(0, help.code());
        assertTrue(help.out().contains("5     No Gantry answers."), help.out());
        assertTrue(FakeGantry.execute("run", "start", "--help").out().contains("--wait"));
        String completion = FakeGantry.execute("completion").out();
        assertTrue(completion.contains("\"gantry plugin why\")"));
    }

    private static List<CommandSpec> commands() {
        List<CommandSpec> all = new ArrayList<>();
        Gantry.whole().getSubcommands().values().forEach(each -> collect(each, all));
        return all;
    }

    private static void collect(CommandLine command, List<CommandSpec> all) {
        all.add(command.getCommandSpec());
        command.getSubcommands().values().forEach(each -> collect(each, all));
    }
}
