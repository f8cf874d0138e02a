package dev.gantry.launcher.cli;

import dev.gantry.launcher.Installation;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.lang.model.SourceVersion;

/** {@code gantry plugin new}. */
@Command(
        name = "new",
        description = "Make the project of a new plugin: a task, a detector and their tests.",
        footer = {
            "",
            "It is built with Maven: mvn package. What it needs of Gantry is in its folder .gantry."
        })
final class PluginNew implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    @Spec private CommandSpec spec;

    @Mixin private Form form = new Form();

    @Parameters(
            paramLabel = "NAME",
            description = "Name of the project and id of the plugin, such as acme-hello.")
    private String name;

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "Java package of its classes; by default the name with dots: acme.hello.")
    private String pack;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder to make; by default one of that name in this folder.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        if (!NAME.matcher(name).matches() || name.length() > 80) {
            throw new ApiException(
                    ExitCode.USAGE,
                    name
                            + " is no name for a plugin: use lower-case letters, digits and dashes, as"
                            + " acme-hello");
        }
        String named = pack == null ? name.replace('-', '.') : pack;
        if (!SourceVersion.isName(named)) {
            throw new ApiException(
                    ExitCode.USAGE,
                    named + " is no Java package: name one with --package, as com.acme.hello");
        }
        Path target = (folder == null ? Path.of(name) : folder).toAbsolutePath().normalize();
        if (taken(target)) {
            throw new ApiException(
                    ExitCode.REFUSED, target + " is there already: name another folder with --dir");
        }
        Installation installation = Surroundings.of(spec).installation();
        List<String> files = new PluginProject(installation.repository()).make(target, name, named);
        ObjectNode answer = Api.JSON.createObjectNode();
        answer.put("folder", target.toString());
        answer.put("id", name);
        answer.put("package", named);
        ArrayNode list = answer.putArray("files");
        files.forEach(list::add);
        form.output(spec)
                .answer(answer, () -> List.of("made " + target + "; next: mvn package in it"));
        return ExitCode.OK;
    }

    private static boolean taken(Path target) throws IOException {
        if (!Files.isDirectory(target)) {
            return Files.exists(target);
        }
        try (Stream<Path> inside = Files.list(target)) {
            return inside.findAny().isPresent();
        }
    }
}
