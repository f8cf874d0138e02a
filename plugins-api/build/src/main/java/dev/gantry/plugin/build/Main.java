package dev.gantry.plugin.build;

import dev.gantry.plugins.host.JarCheck;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Manifest;

/**
 * Judges a plugin's JAR and prints one sentence for each thing that is wrong: {@code java -jar
 * gantry-plugin-build.jar PLUGIN.jar [JAR…]}, where the others are JARs that it is built against
 * and that another plugin brings. Ends with 0 if the plugin is fine, 1 if it is not, 2 if it cannot
 * be judged.
 */
public final class Main {
    /** Gantry offers SLF4J as version 1 as well. */
    private static final String SLF4J_1 =
            ",org.slf4j;org.slf4j.event;org.slf4j.helpers;org.slf4j.spi;version=\"1.7.36\"";

    private Main() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** What it ends with. */
    static int run(String... arguments) {
        try {
            return judged(arguments);
        } catch (RuntimeException | Error e) {
            System.err.println(
                    "the check itself broke (" + e + "): that says nothing of the plugin, tell us");
            return 2;
        }
    }

    private static int judged(String[] arguments) {
        if (arguments.length == 0) {
            System.err.println("name the plugin's JAR: java -jar gantry-plugin-build.jar JAR");
            return 2;
        }
        List<Path> files = new ArrayList<>();
        for (String argument : arguments) {
            Path file = Path.of(argument);
            if (!Files.isRegularFile(file)) {
                System.err.println("there is no file " + file + ": build the JAR first");
                return 2;
            }
            files.add(file);
        }
        try {
            List<String> faults =
                    JarCheck.faults(files.get(0), offered(), files.subList(1, files.size()));
            faults.forEach(System.out::println);
            return faults.isEmpty() ? 0 : 1;
        } catch (IOException e) {
            System.err.println(files.get(0) + " cannot be read: " + e.getMessage());
            return 2;
        }
    }

    /** The packages that Gantry offers, which are those that this JAR exports. */
    private static String offered() throws IOException {
        try (InputStream in = Main.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
            return new Manifest(in).getMainAttributes().getValue("Export-Package") + SLF4J_1;
        }
    }
}
