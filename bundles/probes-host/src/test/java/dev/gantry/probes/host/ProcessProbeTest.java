package dev.gantry.probes.host;

import static dev.gantry.testkit.GantryAssertions.assertThat;
import static dev.gantry.testkit.GantryAssertions.assertUnloads;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** With real processes. */
@GantryTest
class ProcessProbeTest {
    private final List<Process> started = new ArrayList<>();

    @TempDir Path folder;

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void followsAPidFile(DetectorRunner detectors) throws Exception {
        Path file = folder.resolve("daemon.pid");
        assertThat(detectors.inspect(new ProcessProbe(), Map.of("pidFile", file)))
                .critical()
                .because("its pid file " + file + " cannot be read");
        Process first = sleep("3601");
        Files.writeString(file, first.pid() + "\n");
        detectors.clock().set(Instant.now());
        assertThat(detectors.inspect(new ProcessProbe(), Map.of("pidFile", file)))
                .ok()
                .because("runs (pid " + first.pid() + ")")
                .measured("process.count", 1)
                .measured("process.memory.bytes", 1024, 1e9)
                .measured("process.files", 1, 1000)
                .measured("process.age.min.seconds", 0, 3600);
        end(first);
        assertThat(detectors.inspect(new ProcessProbe(), Map.of("pidFile", file)))
                .critical()
                .because("does not run")
                .measured("process.count", 0);
        Process second = sleep("3601");
        Files.writeString(file, Long.toString(second.pid()));
        assertThat(detectors.inspect(new ProcessProbe(), Map.of("pidFile", file))).ok();
    }

    @Test
    void aPidFileThatDoesNotAnswerIsNotAskedAgain(DetectorRunner detectors) throws Exception {
        Path file = folder.resolve("away.pid");
        assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
        ProcessProbe probe = new ProcessProbe();
        Map<String, ?> config = Map.of("pidFile", file);
        detectors.timeout(Duration.ofMillis(300));
        assertThat(detectors.inspect(probe, config))
                .unknown()
                .because("the pid file " + file + " did not answer in time");
        assertThat(detectors.inspect(probe, config))
                .unknown()
                .because("has not answered since an earlier look");
        Files.writeString(file, "1\n");
    }

    @Test
    void countsByNameAndCommandLine(DetectorRunner detectors) throws Exception {
        String own = "3602." + ProcessHandle.current().pid();
        Map<String, ?> config = Map.of("name", "sleep", "commandLine", own + "$", "max", 2);
        assertThat(detectors.inspect(new ProcessProbe(), config))
                .critical()
                .because("sleep does not run");
        sleep(own);
        sleep(own);
        assertThat(detectors.inspect(new ProcessProbe(), config)).ok().measured("process.count", 2);
        sleep(own);
        assertThat(detectors.inspect(new ProcessProbe(), config))
                .critical()
                .because("sleep runs 3 times (pid ")
                .because("; at most 2 are expected");
        assertThat(
                        detectors.inspect(
                                new ProcessProbe(), Map.of("commandLine", own + "$", "min", 4)))
                .critical()
                .because("runs only 3 times")
                .because("at least 4 are expected");
        assertThat(
                        detectors.inspect(
                                new ProcessProbe(),
                                Map.of("commandLine", "no-such-" + own, "min", 0)))
                .ok()
                .because("does not run, as it should");
    }

    @Test
    void judgesAgeMemoryAndFiles(DetectorRunner detectors) throws Exception {
        String own = "3603." + ProcessHandle.current().pid();
        Process process = sleep(own);
        detectors.clock().set(process.info().startInstant().orElseThrow().plusSeconds(90));
        assertThat(
                        detectors.inspect(
                                new ProcessProbe(),
                                Map.of(
                                        "commandLine",
                                        own,
                                        "minAge",
                                        "PT5M",
                                        "memoryWarn",
                                        1,
                                        "filesCritical",
                                        0)))
                .critical()
                .firstBecause("files open")
                .because("was started 1 min 30 s ago; warn below 5 min")
                .because("; warn above 1 byte");
        assertThat(
                        detectors.inspect(
                                new ProcessProbe(), Map.of("commandLine", own, "maxAge", "PT1M")))
                .warn()
                .because("runs since 1 min 30 s; warn above 1 min");
    }

    @Test
    void findsTheProcessesOfASystemdUnit(DetectorRunner detectors) throws Exception {
        ProcessProbe probe = new ProcessProbe(new Processes(Path.of("/proc"), folder));
        Map<String, ?> config = Map.of("unit", "shop.service");
        assertThat(detectors.inspect(probe, config)).unknown().because("there is no systemd here");
        Path slice = Files.createDirectories(folder.resolve("system.slice"));
        assertThat(detectors.inspect(probe, config))
                .critical()
                .because("shop.service does not run");
        Process process = sleep("3604");
        Path unit = Files.createDirectories(slice.resolve("shop.service/worker"));
        Files.writeString(unit.resolve("cgroup.procs"), process.pid() + "\n");
        assertThat(detectors.inspect(probe, config)).ok().because("shop.service runs");
    }

    @Test
    void saysWhatIsWrongWithTheCheck(DetectorRunner detectors) {
        assertThat(detectors.inspect(new ProcessProbe(), Map.of()))
                .unknown()
                .because("give one of pidFile, name, commandLine and unit");
        assertThat(detectors.inspect(new ProcessProbe(), Map.of("commandLine", "(")))
                .unknown()
                .because("no regular expression");
    }

    @Test
    void withoutProcItSaysWhatIsNotTold(DetectorRunner detectors) throws Exception {
        Process process = sleep("3605");
        Path file = Files.writeString(folder.resolve("pid"), Long.toString(process.pid()));
        Path none = folder.resolve("none");
        assertThat(
                        detectors.inspect(
                                new ProcessProbe(new Processes(none, none)),
                                Map.of("pidFile", file, "memoryWarn", 1, "filesWarn", 0.5)))
                .unknown()
                .because("no /proc/PID/status")
                .because("on a system with /proc")
                .measured("process.count", 1);
    }

    @Test
    void leavesNothingBehind() {
        assertUnloads(ProcessProbe.class, Map.of("name", "no-such-program"));
    }

    private Process sleep(String seconds) throws IOException {
        Process process = new ProcessBuilder("sleep", seconds).start();
        started.add(process);
        return process;
    }

    private static void end(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
