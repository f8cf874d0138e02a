package dev.gantry.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/**
 * What plugins were built against stays. With {@code -Dgantry.baseline=VERSION} the API as it is
 * becomes what is compared with: at a release, as {@code baseline/README.md} says.
 */
class BaselineTest {
    private static final Path FOLDER = Path.of("baseline");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String FIRST = "1.0.0";
    private static final Path CLASSES = Path.of("target/classes");

    @TempDir Path temp;

    @BeforeAll
    static void release() throws Exception {
        String version = System.getProperty("gantry.baseline");
        if (version == null) {
            return;
        }
        Path made = FOLDER.resolve("gantry-api.part");
        try (Jar jar = jar(CLASSES, version)) {
            jar.write(made.toFile());
            for (Path old : kept()) {
                Files.delete(old);
            }
            Files.move(made, FOLDER.resolve("gantry-api-" + version + ".jar"));
        } finally {
            Files.deleteIfExists(made);
        }
    }

    @Test
    void packagesHaveTheVersionsThatTheirChangesAskFor() throws Exception {
        List<Path> kept = kept();
        assertEquals(1, kept.size(), "one release to compare with: " + kept);
        try (Jar released = new Jar(kept.getFirst().toFile());
                Jar now = jar(CLASSES, FIRST)) {
            assertEquals(List.of(), new Baseline(released).faults(now));
        }
    }

    @Test
    void aMethodThatIsGoneBreaks() throws Exception {
        String gone =
                """

                    /** Adds one. */
                    default void increment() {
                        add(1);
                    }
                """;
        Altered altered = new Altered().change("metric/Counter.java", gone, "");
        assertEquals(
                List.of(
                        "dev.gantry.api.metric: method Counter.increment() removed since 1.0.0,"
                                + " which breaks plugins: give it @Version(\"2.0.0\") in its"
                                + " package-info.java, not 1.0.0; better, make it so that what was"
                                + " built against 1.0.0 goes on working"),
                altered.faults());
        assertEquals(List.of(), altered.version("metric", "2.0.0").faults());
    }

    @Test
    void aMethodThatPluginsWouldHaveToImplementBreaks() throws Exception {
        Altered altered =
                new Altered()
                        .change(
                                "detect/Detector.java",
                                "    /**\n     * Looks",
                                "    void close();\n\n    /**\n     * Looks");
        String fault = altered.version("detect", "1.1.0").faults().getFirst();
        assertTrue(
                fault.startsWith(
                        "dev.gantry.api.detect: method Detector.close() added since 1.0.0, which"
                                + " breaks plugins: give it @Version(\"2.0.0\")"),
                fault);
        assertEquals(List.of(), altered.version("detect", "2.0.0").faults());
    }

    @Test
    void whatIsAddedRaisesTheMinorVersion() throws Exception {
        Altered type =
                new Altered()
                        .add(
                                "task/Pause.java",
                                "package dev.gantry.api.task; public record Pause(int seconds) {}");
        assertEquals(
                List.of(
                        "dev.gantry.api.task: class dev.gantry.api.task.Pause added since 1.0.0,"
                                + " which older versions of Gantry do not have: give it"
                                + " @Version(\"1.1.0\") in its package-info.java, not 1.0.0"),
                type.faults());
        assertEquals(List.of(), type.version("task", "1.1.0").faults());

        Altered method =
                new Altered()
                        .change(
                                "context/WorkLog.java",
                                "    /** Detail for",
                                "    void trace(String message);\n\n    /** Detail for");
        assertTrue(method.faults().getFirst().contains("give it @Version(\"1.1.0\")"), "of Gantry");
        assertEquals(List.of(), method.version("context", "1.1.0").faults());

        Altered element =
                new Altered()
                        .change(
                                "task/TaskType.java",
                                "    String timeout()",
                                "    int weight() default 1;\n\n    String timeout()");
        assertTrue(element.faults().getFirst().contains("give it @Version(\"1.1.0\")"), "element");
    }

    @Test
    void nothingElseRaisesIt() throws Exception {
        assertEquals(
                List.of(
                        "dev.gantry.api.panel: nothing changed since 1.0.0: give it that @Version"
                                + " in its package-info.java, not 1.1.0"),
                new Altered().version("panel", "1.1.0").faults());
    }

    @Test
    void aPackageThatIsGoneHasNoVersion() throws Exception {
        Altered altered = new Altered();
        altered.remove("needs");
        assertEquals(
                List.of(
                        "package dev.gantry.api.needs is gone, with which plugins that are in use"
                                + " were built: bring it back"),
                altered.faults());
    }

    private static List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(each -> each.toString().endsWith(".jar")).toList();
        }
    }

    /** The classes as a bundle, the same from the same classes. */
    private static Jar jar(Path classes, String version) throws Exception {
        Builder builder = new Builder();
        builder.setProperty("Bundle-SymbolicName", "dev.gantry.api");
        builder.setProperty("Bundle-Version", version);
        builder.setProperty("-noextraheaders", "true");
        builder.setProperty("-reproducible", "true");
        builder.setProperty("-nouses", "true");
        builder.setJar(new Jar(classes.toFile()));
        for (String entry : System.getProperty("java.class.path").split(":")) {
            builder.addClasspath(Path.of(entry).toFile());
        }
        Jar jar = builder.build();
        assertEquals(List.of(), builder.getErrors());
        return jar;
    }

    /** The API as it is, as if all of it were released as 1.0.0, and then changed. */
    private final class Altered {
        private final Path sources = temp.resolve("src-" + System.nanoTime());

        Altered() throws IOException {
            try (Stream<Path> all = Files.walk(SOURCES)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    Path copy = sources.resolve(SOURCES.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
            for (Path file : sources(sources)) {
                if (file.endsWith("package-info.java")) {
                    version(file, FIRST);
                }
            }
        }

        private Path file(String name) {
            return sources.resolve("dev/gantry/api").resolve(name);
        }

        Altered change(String name, String from, String to) throws IOException {
            String text = Files.readString(file(name));
            assertTrue(text.contains(from), name);
            Files.writeString(file(name), text.replace(from, to));
            return this;
        }

        Altered add(String name, String text) throws IOException {
            Files.writeString(file(name), text);
            return this;
        }

        Altered version(String name, String version) throws IOException {
            version(file(name + "/package-info.java"), version);
            return this;
        }

        private static void version(Path info, String version) throws IOException {
            String text = Files.readString(info);
            Files.writeString(
                    info,
                    text.replaceAll("@Version\\(\"[^\"]+\"\\)", "@Version(\"" + version + "\")"));
        }

        void remove(String name) throws IOException {
            for (Path file : sources(file(name))) {
                Files.delete(file);
            }
        }

        private static List<Path> sources(Path folder) throws IOException {
            try (Stream<Path> all = Files.walk(folder)) {
                return all.filter(each -> each.toString().endsWith(".java")).toList();
            }
        }

        List<String> faults() throws Exception {
            try (Jar released = new Altered().jar();
                    Jar now = jar()) {
                return new Baseline(released).faults(now);
            }
        }

        private Jar jar() throws Exception {
            Path classes =
                    Files.createDirectories(
                            sources.resolveSibling(sources.getFileName() + "-classes"));
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    "-proc:none",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "-d",
                                    classes.toString()));
            command.add("--release");
            command.add("25");
            sources(sources).forEach(each -> command.add(each.toString()));
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            int code =
                    ToolProvider.getSystemJavaCompiler()
                            .run(null, said, said, command.toArray(String[]::new));
            assertEquals(0, code, said.toString(StandardCharsets.UTF_8));
            return BaselineTest.jar(classes, FIRST);
        }
    }
}
