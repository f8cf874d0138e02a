package dev.gantry.probes.host;

import static dev.gantry.testkit.GantryAssertions.assertThat;
import static dev.gantry.testkit.GantryAssertions.assertUnloads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.context.CancelledException;
import dev.gantry.probes.away.Away;
import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** With real programs. */
@GantryTest
class CommandTest {
    @TempDir Path folder;

    @Test
    void judgesByTheExitCode(DetectorRunner detectors) {
        assertThat(detectors.inspect(new Command(), sh("exit 0")))
                .ok()
                .because("sh ended with exit code 0")
                .measured("command.exit.code", 0)
                .measured("command.seconds", 0, 60);
        assertThat(detectors.inspect(new Command(), sh("echo broken >&2; exit 4")))
                .critical()
                .because("exit code 4")
                .because(": broken");
        assertThat(
                        detectors.inspect(
                                new Command(),
                                Map.of(
                                        "target",
                                        List.of("sh", "-c", "exit 4"),
                                        "warn",
                                        List.of(4))))
                .warn();
    }

    @Test
    void readsTheFormatOfNagios(DetectorRunner detectors) {
        assertThat(
                        detectors.inspect(
                                new Command(),
                                nagios(
                                        "echo \"DISK WARNING - 9% free | /=91%;90;95;0;100"
                                                + " time=12ms;;;0 '/my data'=2KB;10:20 n=7c x=U\";"
                                                + " echo more; echo \"text | late=1.5s\"; exit 1")))
                .warn()
                .firstBecause("DISK WARNING - 9% free")
                .measured("/.ratio", 0.91)
                .measured("/.ratio.warn", 0.9)
                .measured("/.ratio.critical", 0.95)
                .measured("/.ratio.max", 1)
                .measured("time.seconds", 0.012)
                .measured("time.seconds.min", 0)
                .measured("/my data.bytes", 2048)
                .unmeasured("/my data.bytes.warn")
                .measured("n.total", 7)
                .measured("late.seconds", 1.5);
        assertThat(detectors.inspect(new Command(), nagios("echo OK; exit 0"))).ok();
        assertThat(detectors.inspect(new Command(), nagios("echo BAD; exit 2"))).critical();
        assertThat(detectors.inspect(new Command(), nagios("echo HM; exit 3"))).unknown();
        assertThat(detectors.inspect(new Command(), nagios("exit 77")))
                .unknown()
                .because("sh said nothing (exit code 77)");
    }

    @Test
    void whatTakesTooLongEndsWithAllThatItStarted(DetectorRunner detectors) throws Exception {
        Path pids = folder.resolve("pids");
        var look =
                detectors
                        .timeout(Duration.ofSeconds(2))
                        .inspect(
                                new Command(),
                                sh(
                                        "sleep 3611 & echo $! >> "
                                                + pids
                                                + "; setsid sh -c 'sleep 3612 & echo $! >> "
                                                + pids
                                                + "' & sleep 3613"));
        assertThat(look).critical().because("did not end within").because("children");
        List<String> all = Files.readAllLines(pids);
        assertEquals(2, all.size());
        for (String pid : all) {
            assertGone(Long.parseLong(pid));
        }
    }

    @Test
    void aRequestToStopEndsItAtOnce(DetectorRunner detectors) throws Exception {
        Path fifo = folder.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        CompletableFuture<Long> begun =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                long pid = Long.parseLong(Files.readString(fifo).strip());
                                detectors.clock().advance("PT2H");
                                return pid;
                            } catch (java.io.IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        });
        var look =
                detectors
                        .timeout(Duration.ofHours(1))
                        .inspect(new Command(), sh("sleep 3614 & echo $! > " + fifo + "; wait"));
        assertThat(look).error(CancelledException.class);
        assertGone(begun.get());
    }

    @Test
    void outputWithoutEndIsBounded(DetectorRunner detectors) {
        var look =
                detectors.inspect(
                        new Command(), sh("head -c 50000000 /dev/zero | tr '\\0' x; exit 1"));
        assertThat(look).critical();
        assertTrue(look.verdict().reasons().getFirst().length() < 700);
    }

    @Test
    void aChildThatKeepsTheOutputOpenHoldsNothingUp(DetectorRunner detectors) throws Exception {
        Path pid = folder.resolve("pid");
        var look =
                detectors
                        .timeout(Duration.ofMinutes(1))
                        .inspect(
                                new Command(), sh("sleep 3615 & echo $! > " + pid + "; echo fine"));
        assertThat(look).ok().because(": fine").measured("command.seconds", 0, 30);
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void whatCannotBeStartedIsUnknown(DetectorRunner detectors) {
        assertThat(
                        detectors.inspect(
                                new Command(), Map.of("target", List.of("no-such-program-here"))))
                .unknown()
                .because("cannot start no-such-program-here");
        assertThat(
                        detectors.inspect(
                                new Command(),
                                Map.of(
                                        "target",
                                        List.of("true"),
                                        "directory",
                                        folder.resolve("none"))))
                .unknown()
                .because("is no folder");
    }

    @Test
    void aFolderThatDoesNotAnswerIsNotAskedAgain(DetectorRunner detectors) throws Exception {
        Map<String, ?> config = Map.of("target", List.of("true"), "directory", folder);
        Command command;
        try (Away away = new Away(folder, detectors)) {
            command = new Command(away.calls());
            assertThat(detectors.inspect(command, config))
                    .unknown()
                    .because("cannot start true: " + folder + " has not answered since an earlier");
        }
        assertThat(detectors.timeout(Duration.ofMinutes(1)).inspect(command, config)).ok();
    }

    @Test
    void secretsReachTheProgramAndNobodyElse(DetectorRunner detectors) {
        var look =
                detectors.inspect(
                        new Command(),
                        Map.of(
                                "target",
                                List.of("sh", "-c", "echo \"got $WORD and $OTHER\""),
                                "environment",
                                Map.of("OTHER", "this"),
                                "secrets",
                                Map.of("WORD", "open-sesame")));
        assertThat(look).ok().because("got *** and this").keptSecrets("secrets");
    }

    @Test
    void leavesNothingBehind() {
        assertUnloads(Command.class, Map.of("target", List.of("true")));
    }

    private static void assertGone(long pid) throws Exception {
        var process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(10, TimeUnit.SECONDS);
        }
        assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    }

    private static Map<String, ?> sh(String script) {
        return Map.of("target", List.of("sh", "-c", script));
    }

    private static Map<String, ?> nagios(String script) {
        return Map.of("target", List.of("sh", "-c", script), "format", "NAGIOS");
    }
}
