package dev.gantry.plugins.host;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/** Makes plugins from the packages of this module's tests. */
final class Jars {
    static final List<File> CLASS_PATH =
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(File::new)
                    .filter(File::exists)
                    .toList();

    private Jars() {}

    /** A snapshot of the plugin {@code acme.hello}, with a content of its own. */
    static Path snapshot(Path folder, String content) throws Exception {
        return build(
                folder.resolve(content + ".jar"),
                "Bundle-SymbolicName",
                "acme.hello",
                "Bundle-Version",
                "1.0.0.SNAPSHOT",
                "Private-Package",
                "acme.hello",
                "X-Content",
                content);
    }

    /**
     * Builds a JAR and moves it to its place at once.
     *
     * @param headers name and value by turns, as in a bnd file
     */
    static Path build(Path target, String... headers) throws Exception {
        try (Builder builder = new Builder()) {
            builder.setClasspath(CLASS_PATH.toArray(File[]::new));
            builder.setProperty("-noimportjava", "true");
            builder.setProperty("-reproducible", "true");
            for (int i = 0; i < headers.length; i += 2) {
                builder.setProperty(headers[i], headers[i + 1]);
            }
            Path part = target.resolveSibling(target.getFileName() + ".part");
            try (Jar jar = builder.build()) {
                if (!builder.getErrors().isEmpty()) {
                    throw new IllegalStateException(builder.getErrors().toString());
                }
                jar.write(part.toFile());
            }
            return Files.move(
                    part,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static Path hello(Path target, String version) throws Exception {
        return build(
                target,
                "Bundle-SymbolicName",
                "acme.hello",
                "Bundle-Version",
                version,
                "Private-Package",
                "acme.hello");
    }

    /** The JAR on the class path whose name begins so. */
    static File library(String prefix) {
        return CLASS_PATH.stream()
                .filter(f -> f.getName().startsWith(prefix))
                .findFirst()
                .orElseThrow();
    }
}
