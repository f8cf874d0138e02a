package dev.gantry.plugin.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

class MainTest {

    @Test
    void aCheckThatBreaksIsNoFaultOfThePlugin() {
        assertEquals(2, Main.run("no\0name.jar"));
        assertEquals(2, Main.run());
        assertEquals(2, Main.run("missing.jar"));
    }

    @Test
    void whatTheEnvironmentTellsJavaIsNoSentenceOfTheCheck() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-version");
        for (String each : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            builder.environment().put(each, "-Dnot.wanted=true");
        }
        Process process = CheckMojo.quiet(builder).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertFalse(said.contains("not.wanted"), said);
    }
}
