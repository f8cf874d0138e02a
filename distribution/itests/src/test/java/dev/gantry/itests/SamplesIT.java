package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Every sample does in a real Gantry what its README says, command for command. */
class SamplesIT {
    private static final Path SOURCE = Path.of(System.getProperty("gantry.source")).normalize();
    private static final Path SAMPLES = SOURCE.resolve("sample-plugins");

    @TempDir static Path home;
    static Gantry gantry;

    record Printed(int code, String text) {}

    @BeforeAll
    static void start() throws Exception {
        gantry = Gantry.start(home);
        Files.createSymbolicLink(home.resolve("samples"), Gantry.INSTALLATION.resolve("samples"));
        for (String shipped : List.of("host", "panel", "files", "process", "web")) {
            gantry.drop(PluginJar.sample(shipped));
        }
        for (String shipped : List.of("host", "panel", "files", "process", "web")) {
            gantry.awaitRevision("dev.gantry.sample." + shipped, "active");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        gantry.close();
    }

    static List<Path> readmes() throws IOException {
        return Readme.of(SAMPLES);
    }

    @ParameterizedTest
    @MethodSource("readmes")
    void doesWhatItsReadmeSays(Path readme) throws Exception {
        List<Readme.Block> blocks = Readme.blocks(readme);
        assertFalse(blocks.isEmpty());
        for (Readme.Block block : blocks) {
            Printed printed =
                    block.looksOnly()
                            ? gantry.await(
                                    block.script(), () -> sh(block), seen -> good(block, seen))
                            : sh(block);
            assertEquals(0, printed.code(), () -> block.script() + printed.text());
            assertEquals(
                    List.of(),
                    block.missing(printed.text()),
                    () -> block.script() + printed.text());
        }
    }

    private static boolean good(Readme.Block block, Printed printed) {
        return printed.code() == 0 && block.missing(printed.text()).isEmpty();
    }

    @Test
    void theCourseListsAllInTheirOrder() throws IOException {
        String course = Files.readString(SOURCE.resolve("distribution/docs/samples.md"));
        int last = 0;
        int listed = 0;
        for (Path readme : readmes()) {
            String name = readme.getParent().getFileName().toString();
            assertTrue(course.contains("sample-plugins/" + name + "/"), name);
            listed++;
        }
        for (int number = 1; number <= 13; number++) {
            int place = course.indexOf("\n| " + number + " |");
            assertTrue(place > last, "lesson " + number);
            last = place;
        }
        assertTrue(listed >= 13);
    }

    private static Printed sh(Readme.Block block) throws Exception {
        Path output = home.resolve("readme-output.txt");
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", block.script())
                        .directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(output.toFile());
        builder.environment().put("GANTRY_HOME", home.toString());
        builder.environment()
                .merge(
                        "PATH",
                        Gantry.INSTALLATION.resolve("bin").toString(),
                        (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("not over: " + block.script() + Files.readString(output));
        }
        return new Printed(process.exitValue(), Files.readString(output));
    }
}
