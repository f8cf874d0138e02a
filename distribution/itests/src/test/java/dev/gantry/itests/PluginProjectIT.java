package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A new plugin's project, from the command that makes it to the run of its task. */
class PluginProjectIT {
    private static final String GREET = "src/main/java/com/acme/hello/Greet.java";
    private static final Path PAGE = Gantry.INSTALLATION.resolve("docs/writing-a-plugin.md");

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
    void isBuiltTestedDroppedAndRun() throws Exception {
        long began = System.nanoTime();
        Path project = make("acme-hello");
        Maven maven = Maven.stranger();
        Maven.Exit built = maven.run(project, "package");
        assertEquals(0, built.code(), built.output());
        assertTrue(built.output().contains("Tests run: 4, Failures: 0"), built.output());

        Path jar = project.resolve("target/acme-hello-1.0.0-SNAPSHOT.jar");
        gantry.drop(jar);
        gantry.awaitRevision("acme-hello", "active");
        var run = gantry.run("acme-hello.greet", "{\"name\":\"Ada\"}");
        assertEquals("Hello, Ada", run.path("output").path("text").asString(), run.toString());
        System.out.printf(
                "from an empty folder to a green run: %d s%n",
                (System.nanoTime() - began) / 1_000_000_000);

        Map<String, Object> check =
                Map.of(
                        "detector",
                        "acme-hello.room",
                        "interval",
                        "PT1S",
                        "config",
                        Map.of("path", home.toString(), "warnBelow", 0));
        assertEquals(201, gantry.send("PUT", "/api/v1/checks/room", check).status());
        gantry.await(
                "a verdict",
                () -> gantry.get("/api/v1/checks/room/verdicts").path("items"),
                verdicts -> verdicts.path(0).path("status").asString("").equals("ok"));

        byte[] first = Files.readAllBytes(jar);
        Maven.Exit again = maven.run(project, "clean", "package", "-DskipTests");
        assertEquals(0, again.code(), again.output());
        assertArrayEquals(first, Files.readAllBytes(jar), "the same source, the same JAR");
    }

    @Test
    void whatIsWrongIsSaidByTheBuild() throws Exception {
        Path project = make("acme-wrong");
        change(project.resolve(GREET), "String name", "java.net.Socket name");
        Maven.Exit built = Maven.stranger().run(project, "package", "-Dmaven.test.skip=true");
        assertNotEquals(0, built.code(), built.output());
        String sentence =
                "acme-wrong-1.0.0-SNAPSHOT.jar: its task type acme-wrong.greet cannot be offered:"
                        + " component name of com.acme.hello.Greet$Params is a java.net.Socket, which"
                        + " has no schema: ";
        assertTrue(built.output().contains(sentence), built.output());
    }

    @Test
    void whatItDependsOnIsInsideIt() throws Exception {
        Path project = make("acme-library");
        change(
                project.resolve("pom.xml"),
                "<dependencies>",
                """
                <dependencies>
                    <dependency>
                      <groupId>org.snakeyaml</groupId>
                      <artifactId>snakeyaml-engine</artifactId>
                      <version>3.2</version>
                    </dependency>""");
        change(
                project.resolve(GREET),
                "\"Hello, \" + params.name()",
                "\"Hello, \" + new org.snakeyaml.engine.v2.api.Load("
                        + "org.snakeyaml.engine.v2.api.LoadSettings.builder().build())"
                        + ".loadFromString(params.name())");
        Maven.Exit built = Maven.stranger().run(project, "package");
        assertEquals(0, built.code(), built.output());
        gantry.drop(project.resolve("target/acme-library-1.0.0-SNAPSHOT.jar"));
        gantry.awaitRevision("acme-library", "active");
        var run = gantry.run("acme-library.greet", "{\"name\":\"[1, 2]\"}");
        assertEquals("Hello, [1, 2]", run.path("output").path("text").asString(), run.toString());
    }

    @Test
    void theArchetypeMakesTheSame() throws Exception {
        Maven.Exit generated =
                Maven.acquainted()
                        .run(
                                folder,
                                "org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate",
                                "-DarchetypeGroupId=dev.gantry",
                                "-DarchetypeArtifactId=gantry-plugin-archetype",
                                "-DarchetypeVersion=" + version(),
                                "-DarchetypeCatalog=local",
                                "-DgroupId=com.acme",
                                "-DartifactId=acme-same",
                                "-Dpackage=com.acme.hello");
        assertEquals(0, generated.code(), generated.output());
        Map<String, String> archetypes = files(folder.resolve("acme-same"));
        Path project = folder.resolve("new");
        make("acme-same", project);
        Map<String, String> ours = files(project);
        ours.compute(
                "pom.xml",
                (name, text) ->
                        text.replaceFirst("<relativePath>[^<]+</relativePath>", "<relativePath/>"));
        assertEquals(ours, archetypes);
    }

    /** What the page shows as a file is what is made. */
    @Test
    void isWhatTheDocumentationShows() throws Exception {
        Map<String, String> made = files(make("acme-hello"));
        int shown = 0;
        String[] parts = Files.readString(PAGE).split("(?m)^## ");
        for (String part : parts) {
            String heading = part.lines().findFirst().orElse("");
            if (heading.matches(".*`[^`]+\\.(xml|java)`")) {
                String file = heading.replaceFirst(".*`([^`]+)`", "$1");
                String block = part.split("(?m)^```\\w*\\R")[1].split("(?m)^```")[0];
                assertEquals(text(made.get(file)), text(block), file);
                shown++;
            }
        }
        assertEquals(4, shown, "files on the page");
    }

    private static String text(String whole) {
        return whole.replaceFirst("^<\\?xml.*\\R", "").strip();
    }

    private Path make(String name) throws Exception {
        Path project = folder.resolve(name);
        make(name, project);
        return project;
    }

    private static void make(String name, Path project) throws Exception {
        Gantry.Exit made =
                gantry.cli(
                        "plugin",
                        "new",
                        name,
                        "--package",
                        "com.acme.hello",
                        "--dir",
                        project.toString());
        assertEquals(0, made.code(), made.err());
    }

    private static String version() throws IOException {
        Path versions =
                Gantry.INSTALLATION.resolve("repository/dev/gantry/gantry-plugin-archetype");
        try (Stream<Path> folders = Files.list(versions)) {
            return folders.findFirst().orElseThrow().getFileName().toString();
        }
    }

    private static void change(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertTrue(text.contains(from), text);
        Files.writeString(file, text.replace(from, to));
    }

    /** What is in a project, but for what it has of Gantry. */
    private static Map<String, String> files(Path project) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(project)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = project.relativize(file).toString();
                if (!name.startsWith(".gantry")) {
                    files.put(name, Files.readString(file).replace("\r\n", "\n"));
                }
            }
        }
        return files;
    }
}
