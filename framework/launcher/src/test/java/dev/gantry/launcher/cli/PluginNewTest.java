package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What {@code gantry plugin new} writes and refuses. */
class PluginNewTest {
    @TempDir Path folder;

    @Test
    void putsValuesAndPlacesIntoTheTemplates() throws IOException {
        archetype(
                Map.of(
                        "META-INF/maven/archetype-metadata.xml",
                        "not for the project",
                        "archetype-resources/pom.xml",
                        "<relativePath/> ${groupId}:${artifactId}:${version}",
                        "archetype-resources/__dot__gitignore",
                        "target/",
                        "archetype-resources/src/main/java/Greet.java",
                        "package ${package};"));
        publish("gantry-plugin-parent/1/gantry-plugin-parent-1.pom", "the parent");
        publish("gantry-api/1/gantry-api-1.jar", "the API");

        Path project = folder.resolve("project");
        List<String> files =
                new PluginProject(folder.resolve("repository"))
                        .make(project, "acme-hello", "com.acme.hello");

        assertEquals(
                List.of(".gitignore", "pom.xml", "src/main/java/com/acme/hello/Greet.java"), files);
        String parent =
                ".gantry/repository/dev/gantry/gantry-plugin-parent/1/gantry-plugin-parent-1.pom";
        assertEquals(
                "<relativePath>" + parent + "</relativePath> com.acme:acme-hello:1.0.0-SNAPSHOT",
                Files.readString(project.resolve("pom.xml")));
        assertEquals("the parent", Files.readString(project.resolve(parent)));
        assertTrue(
                Files.exists(
                        project.resolve(
                                ".gantry/repository/dev/gantry/gantry-api/1/gantry-api-1.jar")));
        assertEquals("package com.acme.hello;", Files.readString(project.resolve(files.get(2))));
    }

    @Test
    void saysThatTheInstallationIsIncomplete() {
        PluginProject templates = new PluginProject(folder.resolve("repository"));
        ApiException failure =
                assertThrows(
                        ApiException.class,
                        () -> templates.make(folder.resolve("project"), "acme", "acme"));
        assertTrue(
                failure.getMessage().endsWith("the installation is incomplete, unpack it anew"),
                failure.getMessage());
    }

    @Test
    void refusesNamesPackagesAndFoldersThatAreTaken() throws IOException {
        assertRefused(ExitCode.USAGE, "use lower-case letters", "Acme Hello");
        assertRefused(ExitCode.USAGE, "acme.2.new is no Java package", "acme-2-new");
        Files.writeString(folder.resolve("mine.txt"), "");
        assertRefused(
                ExitCode.REFUSED, "is there already", "acme-hello", "--dir", folder.toString());
    }

    private static void assertRefused(int code, String sentence, String... arguments) {
        String[] line = new String[arguments.length + 2];
        line[0] = "plugin";
        line[1] = "new";
        System.arraycopy(arguments, 0, line, 2, arguments.length);
        FakeGantry.Ended ended = FakeGantry.execute(line);
        assertEquals(code, ended.code(), ended.err());
        assertTrue(ended.err().contains(sentence), ended.err());
    }

    private void archetype(Map<String, String> files) throws IOException {
        Path jar = place("gantry-plugin-archetype/1/gantry-plugin-archetype-1.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void publish(String file, String text) throws IOException {
        Files.writeString(place(file), text);
    }

    private Path place(String file) throws IOException {
        Path place = folder.resolve("repository/dev/gantry").resolve(file);
        Files.createDirectories(place.getParent());
        return place;
    }
}
