package dev.gantry.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The commands of a README: blocks of {@code sh}, each with the lines of the {@code text} block
 * that may follow, which have to be in what it prints.
 */
final class Readme {
    private static final Pattern BLOCK =
            Pattern.compile("```sh\n(.*?)```(?:\\s*```text\n(.*?)```)?", Pattern.DOTALL);
    private static final Pattern FAILS = Pattern.compile("^(.*\\S)\\s+# (refused|fails)\\b.*$");
    private static final Pattern LOOKS =
            Pattern.compile(
                    "(gantry \\S+ (list|show|why|verdicts|data|history|plan)|curl|ls|cat)\\b.*");

    private Readme() {}

    /**
     * @param looksOnly whether it changes nothing, so that it can be said again
     */
    record Block(String script, List<String> expected, boolean looksOnly) {

        /** What it should print and does not. */
        List<String> missing(String printed) {
            return expected.stream().filter(line -> !printed.contains(line)).toList();
        }
    }

    static List<Block> blocks(Path readme) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(Files.readString(readme));
        while (found.find()) {
            List<String> lines = found.group(1).replace("\\\n", " ").lines().toList();
            String expected = found.group(2) == null ? "" : found.group(2);
            blocks.add(
                    new Block(
                            lines.stream()
                                    .map(Readme::demanding)
                                    .collect(Collectors.joining("\n", "set -e\n", "\n")),
                            expected.lines().toList(),
                            lines.stream().allMatch(line -> LOOKS.matcher(line).matches())));
        }
        return blocks;
    }

    /** A command of which the README says that it fails has to. */
    private static String demanding(String line) {
        Matcher fails = FAILS.matcher(line);
        return fails.matches()
                ? "if " + fails.group(1) + "; then echo this should fail; exit 99; fi"
                : line;
    }

    static List<Path> of(Path samples) throws IOException {
        try (Stream<Path> folders = Files.list(samples)) {
            return folders.map(folder -> folder.resolve("README.md"))
                    .filter(Files::exists)
                    .filter(readme -> !readme.getParent().endsWith("broken"))
                    .sorted()
                    .toList();
        }
    }
}
