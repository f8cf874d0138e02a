package dev.gantry.launcher.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Scripts that complete what is typed: commands and options, which are in the script, and names of
 * what a Gantry has, for which the script asks {@code gantry names}.
 */
final class Completion {
    /** What can follow a command, by the words that it is. */
    private final Map<String, Choices> commands = new LinkedHashMap<>();

    /** What options take, by their names: words, or nothing for a file; others are free text. */
    private final Map<String, String> values = new LinkedHashMap<>();

    private record Choices(String words, String kind) {}

    /** Of all commands. */
    Completion(CommandLine root) {
        collect(root);
    }

    private void collect(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        List<String> words = new ArrayList<>();
        command.getSubcommands()
                .forEach(
                        (name, sub) -> {
                            if (!sub.getCommandSpec().usageMessage().hidden()) {
                                words.add(name);
                            }
                        });
        for (OptionSpec option : spec.options()) {
            words.add(option.longestName());
            if (option.arity().max() > 0) {
                choices(option)
                        .ifPresent(
                                each ->
                                        Stream.of(option.names())
                                                .forEach(n -> values.putIfAbsent(n, each)));
            }
        }
        String kind = "";
        for (PositionalParamSpec positional : spec.positionalParameters()) {
            String named = NamesCommand.kind(positional.paramLabel());
            if (named != null && kind.isEmpty()) {
                kind = named;
            }
        }
        commands.put(spec.qualifiedName(), new Choices(String.join(" ", words), kind));
        command.getSubcommands().values().forEach(this::collect);
    }

    private static Optional<String> choices(ArgSpec option) {
        if (option.completionCandidates() != null) {
            return Optional.of(
                    String.join(
                            " ",
                            StreamSupport.stream(option.completionCandidates().spliterator(), false)
                                    .toList()));
        }
        return option.type() == Path.class ? Optional.of("") : Optional.empty();
    }

    /** For bash, and for zsh by its emulation of bash's completion. */
    String bash() {
        StringBuilder script =
                new StringBuilder(
                        """
                        # bash completion of gantry; source <(gantry completion bash)
                        _gantry() {
                            local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
                            local at=gantry offer= kind= i
                            for ((i = 1; i < COMP_CWORD; i++)); do
                                case "$at ${COMP_WORDS[i]}" in
                                    PATHS) at="$at ${COMP_WORDS[i]}" ;;
                                esac
                            done
                            case $prev in
                        """
                                .replace("PATHS", paths("|", "\"", "\"")));
        values.forEach(
                (name, words) ->
                        script.append("        ")
                                .append(name)
                                .append(") COMPREPLY=($(compgen ")
                                .append(words.isEmpty() ? "-f" : "-W \"" + words + "\"")
                                .append(" -- \"$cur\")); return ;;\n"));
        script.append("    esac\n    case $at in\n");
        commands.forEach(
                (path, choices) -> {
                    script.append("        \"").append(path).append("\") offer=\"");
                    script.append(choices.words).append('"');
                    if (!choices.kind.isEmpty()) {
                        script.append(" kind=").append(choices.kind);
                    }
                    script.append(" ;;\n");
                });
        return script.append(
                        """
                            esac
                            if [ -n "$kind" ] && [ "${cur#-}" = "$cur" ]; then
                                offer=$("${COMP_WORDS[0]}" names "$kind" 2>/dev/null)
                            fi
                            COMPREPLY=($(compgen -W "$offer" -- "$cur"))
                        }
                        complete -o default -F _gantry gantry
                        """)
                .toString();
    }

    /** For zsh. */
    String zsh() {
        return "#compdef gantry\n# zsh completion of gantry; source <(gantry completion zsh)\n"
                + "autoload -U +X compinit && compinit -C\n"
                + "autoload -U +X bashcompinit && bashcompinit\n"
                + bash();
    }

    /** For fish. */
    String fish() {
        StringBuilder script =
                new StringBuilder(
                        """
                        # fish completion of gantry; gantry completion fish | source
                        function __gantry_complete
                            set -l typed (commandline -opc)
                            set -l path gantry
                            for word in $typed[2..-1]
                                switch "$path $word"
                                    case PATHS
                                        set path "$path $word"
                                end
                            end
                            switch "$typed[-1]"
                        """
                                .replace("PATHS", paths(" ", "'", "'")));
        values.forEach(
                (name, words) -> {
                    script.append("        case ").append(name).append('\n');
                    script.append("            ");
                    script.append(
                            words.isEmpty()
                                    ? "__fish_complete_path (commandline -ct)"
                                    : "string split ' ' -- '" + words + "'");
                    script.append("\n            return\n");
                });
        script.append("    end\n    switch $path\n");
        commands.forEach(
                (path, choices) -> {
                    script.append("        case '").append(path).append("'\n");
                    script.append("            string split ' ' -- '");
                    script.append(choices.words).append("'\n");
                    if (!choices.kind.isEmpty()) {
                        script.append("            $typed[1] names ").append(choices.kind);
                        script.append(" 2>/dev/null\n");
                    }
                });
        return script.append(
                        """
                            end
                        end
                        complete -c gantry -f -a '(__gantry_complete)'
                        """)
                .toString();
    }

    private String paths(String between, String open, String close) {
        return String.join(
                between,
                new TreeSet<>(commands.keySet())
                        .stream()
                                .filter(path -> path.indexOf(' ') > 0)
                                .map(path -> open + path + close)
                                .toList());
    }
}
