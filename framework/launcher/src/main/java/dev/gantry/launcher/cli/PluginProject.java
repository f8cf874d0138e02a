package dev.gantry.launcher.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Writes the project of a new plugin, from the files of the Maven archetype. Beside them it puts
 * what the build needs of Gantry, so that it finds that on every machine.
 *
 * @param repository a Maven repository with Gantry's artifacts
 */
record PluginProject(Path repository) {
    private static final String TEMPLATES = "archetype-resources/";
    private static final String PARENT = "gantry-plugin-parent";
    private static final String ARCHETYPE = "gantry-plugin-archetype";
    private static final Path GANTRY = Path.of("dev/gantry");
    private static final Path COPY = Path.of(".gantry/repository");
    private static final List<String> JAVA = List.of("src/main/java/", "src/test/java/");

    /**
     * Makes it.
     *
     * @return the files that are for its author, relative to the folder
     */
    List<String> make(Path folder, String name, String pack) throws IOException {
        int dot = pack.lastIndexOf('.');
        Map<String, String> values =
                Map.of(
                        "${groupId}",
                        dot < 0 ? pack : pack.substring(0, dot),
                        "${artifactId}",
                        name,
                        "${version}",
                        "1.0.0-SNAPSHOT",
                        "${package}",
                        pack);
        List<String> files = new ArrayList<>();
        try (ZipFile archetype = new ZipFile(find(ARCHETYPE, ".jar").toFile())) {
            for (ZipEntry entry : archetype.stream().toList()) {
                if (entry.isDirectory() || !entry.getName().startsWith(TEMPLATES)) {
                    continue;
                }
                String file = place(entry.getName().substring(TEMPLATES.length()), pack);
                try (InputStream in = archetype.getInputStream(entry)) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    for (Map.Entry<String, String> value : values.entrySet()) {
                        text = text.replace(value.getKey(), value.getValue());
                    }
                    write(folder.resolve(file), file.equals("pom.xml") ? local(text) : text);
                }
                files.add(file);
            }
        }
        copy(folder.resolve(COPY));
        files.sort(null);
        return files;
    }

    /** The parent is found beside the project. */
    private String local(String pom) throws IOException {
        String parent = COPY.resolve(repository.relativize(find(PARENT, ".pom"))).toString();
        return pom.replace(
                "<relativePath/>",
                "<relativePath>" + parent.replace('\\', '/') + "</relativePath>");
    }

    private static String place(String template, String pack) {
        String file = template.replace("__dot__", ".");
        for (String root : JAVA) {
            if (file.startsWith(root)) {
                return root + pack.replace('.', '/') + "/" + file.substring(root.length());
            }
        }
        return file;
    }

    private void copy(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(repository)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path name = repository.relativize(file);
                if (!name.startsWith(GANTRY.resolve(ARCHETYPE))) {
                    Path copy = target.resolve(name.toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Path find(String artifact, String suffix) throws IOException {
        Path folder = repository.resolve(GANTRY).resolve(artifact);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder, 2)) {
                Optional<Path> found =
                        files.filter(file -> file.toString().endsWith(suffix)).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        throw new ApiException(
                ExitCode.FAILED,
                "there is no "
                        + artifact
                        + " in "
                        + repository
                        + ": the installation is incomplete, unpack it anew");
    }
}
