package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Outlook;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Gantry's own bundles share a class loader; plugins see nothing of it. */
class ClassSpaceIT {
    @TempDir Path home;
    @TempDir Path folder;

    @Test
    void aPluginSeesTheJdkAndNothingOfGantrysOwnLibraries() throws Exception {
        try (Gantry gantry = Gantry.start(home)) {
            gantry.drop(PluginJar.make(folder, "test.outlook", "1.0.0", Outlook.class));
            gantry.awaitRevision("test.outlook", "active");
            JsonNode run =
                    gantry.run(
                            "test.outlook",
                            """
                            {"classes": ["dev.gantry.api.task.Task", "java.sql.Driver",
                              "com.sun.jndi.ldap.LdapCtxFactory",
                              "dev.gantry.engine.RunEngine", "dev.gantry.launcher.Server",
                              "org.sqlite.JDBC", "org.postgresql.Driver",
                              "tools.jackson.databind.ObjectMapper",
                              "org.apache.felix.framework.Felix"],
                             "urls": ["jdbc:sqlite::memory:",
                              "jdbc:postgresql://127.0.0.1:1/none"]}
                            """);
            assertEquals("success", run.path("result").asString(), run.toString());
            JsonNode output = run.path("output");
            List<String> seen = new ArrayList<>();
            output.path("seen").forEach(name -> seen.add(name.asString()));
            assertEquals(
                    List.of(
                            "dev.gantry.api.task.Task",
                            "java.sql.Driver",
                            "com.sun.jndi.ldap.LdapCtxFactory"),
                    seen);
            assertEquals("CommunicationException", output.path("naming").asString());
        }
    }

    @Test
    void noPathOnTheClassPathIsTwiceWithDifferentContent() throws IOException {
        Map<String, byte[]> known = new HashMap<>();
        Map<String, Path> of = new HashMap<>();
        List<String> different = new ArrayList<>();
        for (String part : List.of("lib", "system")) {
            for (Path file : jars(part)) {
                try (JarFile jar = new JarFile(file.toFile())) {
                    for (JarEntry entry : jar.stream().filter(ClassSpaceIT::loaded).toList()) {
                        byte[] content = jar.getInputStream(entry).readAllBytes();
                        byte[] before = known.putIfAbsent(entry.getName(), content);
                        Path first = of.putIfAbsent(entry.getName(), file);
                        if (before != null && !Arrays.equals(before, content)) {
                            different.add(entry.getName() + " of " + first + " and " + file);
                        }
                    }
                }
            }
        }
        assertTrue(known.size() > 1000, "all of Gantry: " + known.size());
        assertEquals(List.of(), different);
    }

    /** Of services all are asked; the rest of META-INF is read by who has the JAR. */
    private static boolean loaded(JarEntry entry) {
        String name = entry.getName();
        return !entry.isDirectory()
                && !name.startsWith("META-INF/")
                && !name.equals("module-info.class");
    }

    private static List<Path> jars(String part) throws IOException {
        try (Stream<Path> files = Files.list(Gantry.INSTALLATION.resolve(part))) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }
}
