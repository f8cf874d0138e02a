package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.header.OSGiHeader;
import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/** Plugins that were built without Maven and without Gantry's parent. */
class OtherBuildsIT {
    private static final Path PAGE = Gantry.INSTALLATION.resolve("docs/writing-a-plugin.md");
    private static final String TASK =
            """
            package com.acme.plain;

            import dev.gantry.api.schema.Default;
            import dev.gantry.api.task.Task;
            import dev.gantry.api.task.TaskContext;
            import dev.gantry.api.task.TaskType;

            @TaskType(id = "acme.plain")
            public final class Plain implements Task<Plain.Params, Plain.Report> {
                public record Params(@Default("world") String name) {}
                public record Report(String text) {}

                @Override
                public Report run(Params params, TaskContext context) {
                    return new Report(%s);
                }
            }
            """;

    @TempDir static Path home;
    @TempDir Path folder;
    private static Gantry gantry;

    @BeforeAll
    static void start() throws Exception {
        gantry = Gantry.start(home);
    }

    @AfterAll
    static void stop() throws Exception {
        gantry.close();
    }

    @Test
    void javacAndBnd() throws Exception {
        Properties instructions = new Properties();
        instructions.setProperty("Bundle-SymbolicName", "acme-plain");
        instructions.setProperty("Bundle-Version", "1.0.0");
        instructions.setProperty("-noimportjava", "true");
        Path jar =
                build(
                        compile("classes", TASK.formatted("\"Hello, \" + params.name()")),
                        instructions);
        assertEquals("", judged(jar));
        gantry.drop(jar, "acme-plain.jar");
        gantry.awaitRevision("acme-plain", "active");
        JsonNode run = gantry.run("acme.plain", "{\"name\":\"Ada\"}");
        assertEquals("Hello, Ada", run.path("output").path("text").asString(), run.toString());
        gantry.send("DELETE", "/api/v1/plugins/acme-plain/versions/1.0.0", null);
    }

    /** With what the page tells Gradle's bnd, and a library inside. */
    @Test
    void gradlesInstructions() throws Exception {
        Path library =
                compile(
                        "library",
                        "package com.acme.words; public final class Words {"
                                + " public static String of(String name) { return \"Hi, \" + name; } }");
        Path words =
                Files.createDirectories(folder.resolve("build/libraries")).resolve("words.jar");
        try (Jar jar = new Jar(library.toFile())) {
            jar.write(words.toFile());
        }
        String page = Files.readString(PAGE);
        String bnd = page.split("bnd '''")[1].split("'''")[0].stripIndent();
        Properties instructions = new Properties();
        instructions.load(new StringReader(bnd.replace("-build/", "-" + folder + "/build/")));
        instructions.setProperty("Bundle-Version", "1.0.0");
        Path classes =
                compile(
                        "classes",
                        TASK.replace("acme.plain\"", "acme.gradle\"")
                                .formatted("com.acme.words.Words.of(params.name())"),
                        library);
        Path jar = build(classes, instructions, library);
        assertEquals("", judged(jar));
        gantry.drop(jar, "acme-hello.jar");
        gantry.awaitRevision("acme-hello", "active");
        JsonNode run = gantry.run("acme.gradle", "{}");
        assertEquals("Hi, world", run.path("output").path("text").asString(), run.toString());
    }

    /** What a build takes for offered is offered, in that version; and all of the API is known. */
    @Test
    void theCheckKnowsWhatGantryOffers() throws Exception {
        Map<String, Set<Version>> offered = new TreeMap<>();
        for (String folder : List.of("system", "lib")) {
            try (Stream<Path> jars = Files.list(Gantry.INSTALLATION.resolve(folder))) {
                for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                    exports(jar)
                            .forEach(
                                    (name, version) ->
                                            // bnd marks what is exported twice
                                            offered.computeIfAbsent(
                                                            name.replace("~", ""),
                                                            n -> new TreeSet<>())
                                                    .add(version));
                }
            }
        }
        Map<String, Version> known = exports(artifact("gantry-plugin-build"));
        known.forEach(
                (name, version) ->
                        assertTrue(
                                offered.getOrDefault(name, Set.of()).contains(version),
                                name + " " + version + " of " + offered.get(name)));
        offered.keySet().stream()
                .filter(name -> name.matches("(dev\\.gantry\\.api|org\\.osgi|org\\.slf4j)\\b.*"))
                .filter(name -> !name.equals("org.osgi.service.log.admin"))
                .forEach(name -> assertTrue(known.containsKey(name), name));
    }

    private static Map<String, Version> exports(Path file) throws Exception {
        Map<String, Version> exports = new TreeMap<>();
        try (JarFile jar = new JarFile(file.toFile())) {
            if (jar.getManifest() != null) {
                OSGiHeader.parseHeader(
                                jar.getManifest().getMainAttributes().getValue("Export-Package"))
                        .forEach(
                                (name, attributes) ->
                                        exports.put(
                                                name,
                                                Version.parseVersion(attributes.getVersion())));
            }
        }
        return exports;
    }

    private Path compile(String name, String source, Path... more) throws Exception {
        Path classes = Files.createDirectories(folder.resolve(name));
        String type = source.replaceFirst("(?s).*?final class (\\w+).*", "$1");
        Path file = Files.createDirectories(folder.resolve("src")).resolve(type + ".java");
        Files.writeString(file, source);
        String path =
                String.join(
                        File.pathSeparator,
                        Stream.concat(Stream.of(artifact("gantry-api")), Stream.of(more))
                                .map(Path::toString)
                                .toList());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                said,
                                said,
                                "-Xlint:none",
                                "-cp",
                                path,
                                "-d",
                                classes.toString(),
                                file.toString());
        assertEquals(0, code, said.toString(StandardCharsets.UTF_8));
        return classes;
    }

    private Path build(Path classes, Properties instructions, Path... more) throws Exception {
        try (Builder builder = new Builder();
                Jar content = new Jar(classes.toFile())) {
            builder.setProperties(instructions);
            builder.setJar(content);
            builder.addClasspath(artifact("gantry-api").toFile());
            for (Path each : more) {
                builder.addClasspath(each.toFile());
            }
            Path file = folder.resolve("plugin.jar");
            builder.build().write(file.toFile());
            assertTrue(builder.getErrors().isEmpty(), builder.getErrors().toString());
            return file;
        }
    }

    /** What the check prints, run as the page says. */
    private static String judged(Path jar) throws Exception {
        Process check =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-jar",
                                artifact("gantry-plugin-build").toString(),
                                jar.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(check.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, check.exitValue(), said);
        return said;
    }

    private static Path artifact(String name) throws Exception {
        Path folder = Gantry.INSTALLATION.resolve("repository/dev/gantry").resolve(name);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
        }
    }
}
