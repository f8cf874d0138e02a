package dev.gantry.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the Gantry is that tests boot. */
final class Installation {
    private static final String PROPERTY = "gantry.installation";

    private Installation() {}

    static Path find() {
        String named = System.getProperty(PROPERTY, "");
        if (!named.isEmpty()) {
            return in(Path.of(named))
                    .orElseThrow(
                            () ->
                                    new AssertionError(
                                            "-D%s=%s has no bin/gantry; name the folder of a Gantry"
                                                    .formatted(PROPERTY, named)));
        }
        return in(Path.of(System.getenv().getOrDefault("GANTRY_HOME", "")))
                .or(Installation::onPath)
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "no Gantry was found to run the plugin in; name the folder"
                                                + " where one is with -D"
                                                + PROPERTY
                                                + "=…, or put its bin on the PATH"));
    }

    private static Optional<Path> onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve("gantry"))
                .filter(Files::isRegularFile)
                .flatMap(command -> in(real(command).getParent().getParent()).stream())
                .findFirst();
    }

    private static Optional<Path> in(Path folder) {
        return Optional.ofNullable(folder)
                .filter(there -> Files.isRegularFile(there.resolve("bin/gantry")))
                .filter(there -> Files.isDirectory(there.resolve("system")))
                .map(Path::toAbsolutePath);
    }

    private static Path real(Path command) {
        try {
            return command.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
