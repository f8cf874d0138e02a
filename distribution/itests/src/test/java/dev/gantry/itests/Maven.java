package dev.gantry.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Maven as somebody has it who never built Gantry: with a local repository of its own, in which
 * nothing of Gantry is. What others made it takes from the repository of this build where it is
 * there.
 */
final class Maven {
    private static final Path WORK = Path.of("target/stranger").toAbsolutePath();
    private static final Path LOCAL = WORK.resolve("repository");
    private static final String GANTRYS =
            Gantry.INSTALLATION.resolve("repository").toAbsolutePath().toUri().toString();
    private static final String REPOSITORY =
            """
            <%1$s><id>%2$s</id><url>%3$s</url>\
            <releases><enabled>%4$s</enabled><checksumPolicy>ignore</checksumPolicy></releases>\
            <snapshots><enabled>%5$s</enabled><checksumPolicy>ignore</checksumPolicy></snapshots></%1$s>
            """;

    private final Path settings;

    private Maven(Path settings) {
        this.settings = settings;
    }

    record Exit(int code, String output) {}

    /** Knows Gantry only by what is in the project. */
    static Maven stranger() throws IOException {
        return new Maven(settings("settings.xml", ""));
    }

    /** Has the repository of a Gantry in its settings. */
    static Maven acquainted() throws IOException {
        return new Maven(settings("acquainted.xml", GANTRYS));
    }

    private static Path settings(String name, String gantrys) throws IOException {
        Path known = LOCAL.resolve("dev/gantry");
        if (Files.exists(known)) {
            try (Stream<Path> files = Files.walk(known)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        String cache = Path.of(System.getProperty("maven.repository")).toUri().toString();
        StringBuilder text = new StringBuilder("<settings><profiles><profile><id>all</id>");
        for (String kind : List.of("repository", "pluginRepository")) {
            String all = kind.replace("ory", "ories");
            text.append("<").append(all).append(">");
            text.append(REPOSITORY.formatted(kind, "this-build", cache, true, false));
            if (!gantrys.isEmpty()) {
                text.append(REPOSITORY.formatted(kind, "gantry", gantrys, true, true));
            }
            text.append("</").append(all).append(">");
        }
        text.append("</profile></profiles><activeProfiles><activeProfile>all</activeProfile>");
        text.append("</activeProfiles></settings>");
        Files.createDirectories(LOCAL);
        return Files.writeString(WORK.resolve(name), text);
    }

    Exit run(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("maven.home"), "bin/mvn").toString());
        command.addAll(List.of("-B", "-ntp", "-s", settings.toString()));
        command.add("-Dmaven.repo.local=" + LOCAL);
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(WORK, "maven", ".txt");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new TimeoutException(Files.readString(output));
            }
            return new Exit(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
