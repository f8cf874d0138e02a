package dev.gantry.probes.host;

import static dev.gantry.testkit.GantryAssertions.assertThat;
import static dev.gantry.testkit.GantryAssertions.assertUnloads;

import dev.gantry.probes.away.Away;
import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TestClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;

@GantryTest
class FileProbeTest {
    @TempDir Path folder;

    @Test
    void aFileHasToBeThereOrMustNot(DetectorRunner detectors) throws IOException {
        Path file = folder.resolve("done");
        assertThat(detectors.inspect(new FileProbe(), Map.of("target", file)))
                .critical()
                .because(file + " does not exist");
        assertThat(detectors.inspect(new FileProbe(), Map.of("target", file, "exists", false)))
                .ok();
        write("done", "x", Duration.ZERO);
        assertThat(detectors.inspect(new FileProbe(), Map.of("target", file))).ok();
        assertThat(detectors.inspect(new FileProbe(), Map.of("target", file, "exists", false)))
                .critical()
                .because("it must not");
    }

    @Test
    void judgesTheNewestMatch(DetectorRunner detectors) throws IOException {
        Map<String, ?> config =
                Map.of(
                        "target",
                        folder,
                        "glob",
                        "backup-*.tar",
                        "ageWarn",
                        "PT25H",
                        "ageCritical",
                        "PT49H",
                        "minSize",
                        3);
        assertThat(detectors.inspect(new FileProbe(), config))
                .critical()
                .because("a file backup-*.tar in " + folder + " does not exist");
        write("backup-1.tar", "12345", Duration.ofHours(60));
        write("other.txt", "1", Duration.ZERO);
        assertThat(detectors.inspect(new FileProbe(), config))
                .critical()
                .because("was written 2 d 12 h ago; critical above 2 d 1 h");
        write("backup-2.tar", "12345", Duration.ofHours(26));
        assertThat(detectors.inspect(new FileProbe(), config))
                .warn()
                .because("backup-2.tar was written 1 d 2 h ago; warn above 1 d 1 h")
                .measured("file.age.seconds", 26 * 3600)
                .measured("file.count", 2);
        write("backup-3.tar", "1", Duration.ofHours(1));
        assertThat(detectors.inspect(new FileProbe(), config))
                .critical()
                .because("backup-3.tar has 1 bytes; critical below 3 bytes");
        write("backup-3.tar", "1234", Duration.ofHours(1));
        assertThat(detectors.inspect(new FileProbe(), config)).ok().measured("file.size.bytes", 4);
    }

    @Test
    void goesThroughFoldersBelowAndDeadLinks(DetectorRunner detectors) throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        write("a/b/x.log", "1", Duration.ofHours(1));
        Files.createSymbolicLink(folder.resolve("a/dead.log"), folder.resolve("nothing"));
        assertThat(detectors.inspect(new FileProbe(), Map.of("target", folder, "glob", "**.log")))
                .ok()
                .measured("file.count", 2);
        assertThat(detectors.inspect(new FileProbe(), Map.of("target", folder, "glob", "[")))
                .unknown()
                .because("glob [ is none");
    }

    @Test
    void searchesItsContent(DetectorRunner detectors) throws IOException {
        Path file = write("status", "state: ready\nerrors: 0\n", Duration.ZERO);
        Map<String, ?> config =
                Map.of("target", file, "contains", "^state: ready$", "lacks", "errors: [1-9]");
        assertThat(detectors.inspect(new FileProbe(), config)).ok();
        write("status", "state: ready\nerrors: 7\n", Duration.ZERO);
        assertThat(detectors.inspect(new FileProbe(), config))
                .critical()
                .because("contains errors: [1-9]");
        write("status", "state: away\n", Duration.ZERO);
        assertThat(detectors.inspect(new FileProbe(), config))
                .critical()
                .because("does not contain ^state: ready$");
        assertThat(detectors.inspect(new FileProbe(), Map.of("target", file, "contains", "(")))
                .unknown()
                .because("no regular expression");
        assertThat(detectors.inspect(new FileProbe(), Map.of("target", folder, "contains", "x")))
                .unknown()
                .because("no regular file");
    }

    @Test
    void anExpressionWithoutEndIsGivenUp(DetectorRunner detectors) throws IOException {
        Path file = write("long", "x".repeat(60), Duration.ZERO);
        assertThat(
                        detectors
                                .timeout(Duration.ofMillis(300))
                                .inspect(
                                        new FileProbe(),
                                        Map.of("target", file, "contains", "(x+x+)+y\\1")))
                .unknown()
                .because("takes too long");
    }

    @Test
    void saysWhenItGrowsNoMore(DetectorRunner detectors) throws IOException {
        Path file = write("out.log", "1", Duration.ZERO);
        Map<String, ?> config = Map.of("target", file, "growing", true);
        assertThat(detectors.inspect(new FileProbe(), config)).ok();
        write("out.log", "12", Duration.ZERO);
        assertThat(detectors.inspect(new FileProbe(), config)).ok();
        assertThat(detectors.inspect(new FileProbe(), config))
                .warn()
                .because("has not grown since the last look");
    }

    @Test
    void aFileThatDoesNotAnswerIsNotAskedAgain(DetectorRunner detectors) throws Exception {
        Path file = write("away", "x", Duration.ZERO);
        Map<String, ?> config = Map.of("target", file, "contains", "x");
        FileProbe probe;
        try (Away away = new Away(file, detectors)) {
            probe = new FileProbe(away.calls());
            assertThat(detectors.inspect(probe, config))
                    .unknown()
                    .because(file + " has not answered since an earlier look");
        }
        assertThat(detectors.timeout(Duration.ofMinutes(1)).inspect(probe, config)).ok();
    }

    @Test
    void leavesNothingBehind() {
        assertUnloads(FileProbe.class, Map.of("target", folder, "glob", "*"));
    }

    private Path write(String name, String text, Duration ago) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setLastModifiedTime(file, FileTime.from(TestClock.START.minus(ago)));
    }
}
