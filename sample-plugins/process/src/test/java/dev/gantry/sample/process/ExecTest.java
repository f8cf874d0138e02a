package dev.gantry.sample.process;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.LogLine;
import dev.gantry.testkit.LogLine.Level;
import dev.gantry.testkit.TaskRun;
import dev.gantry.testkit.TaskRunner;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

@GantryTest
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class ExecTest {

    @Test
    void keepsAndLogsBothOutputs(TaskRunner tasks) {
        var run = tasks.run(new Exec(), shell("echo one; echo two >&2; printf three"));
        assertThat(run)
                .succeeded()
                .output("exit code 0", result -> result.exitCode() == 0 && !result.truncated());
        assertEquals(
                List.of("one", "three", "two"), run.output().output().lines().sorted().toList());
        assertEquals(Level.INFO, level(run, "one"));
        assertEquals(Level.WARN, level(run, "two"));
    }

    @Test
    void streamsWhileTheCommandRuns(TaskRunner tasks, @TempDir Path dir) {
        // the command ends only when its first line has arrived in the log
        Path go = dir.resolve("go");
        tasks.whenLogged(
                "waiting",
                () -> {
                    tasks.clock().advance("PT7S");
                    assertTrue(go.toFile().mkdir());
                });
        String script = "echo waiting; while [ ! -e go ]; do sleep 0.02; done; echo done";
        var run =
                tasks.run(
                        new Exec(),
                        Map.of("command", List.of("sh", "-c", script), "directory", dir));
        assertThat(run)
                .succeeded()
                .output(new Exec.Result(0, "waiting\ndone", Duration.ofSeconds(7), false));
    }

    @Test
    void handsOverEnvironmentAndInput(TaskRunner tasks) {
        var run =
                tasks.attempt(2)
                        .baggage("user.id=7,region=eu")
                        .run(
                                new Exec(),
                                Map.of(
                                        "command",
                                        List.of("sh", "-c", "env; cat; echo \"$1\"", "sh", "a b"),
                                        "environment",
                                        Map.of("COLOUR", "blue"),
                                        "input",
                                        "grüße\n"));
        assertThat(run)
                .succeeded()
                .logged("COLOUR=blue")
                .logged("TRACEPARENT=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .logged("BAGGAGE=user.id=7,region=eu")
                .logged("GANTRY_ATTEMPT=2")
                .logged("GANTRY_RUN=")
                .logged("grüße")
                .logged("a b");
    }

    @Test
    void anUnexpectedExitCodeFailsWithTheLastLines(TaskRunner tasks) {
        var run = tasks.run(new Exec(), shell("seq 1 9; exit 3"));
        assertThat(run)
                .failed()
                .failure(ExitCodeException.class, "`sh` ended with exit code 3: 5\n6\n7\n8\n9");
        assertEquals(3, ((ExitCodeException) run.failure()).exitCode());
        assertThat(tasks.run(new Exec(), shell("exit 4")))
                .failed()
                .failure(ExitCodeException.class, "exit code 4 and wrote nothing");
        assertThat(
                        tasks.run(
                                new Exec(),
                                Map.of(
                                        "command",
                                        List.of("sh", "-c", "exit 3"),
                                        "exitCodes",
                                        List.of(0, 3))))
                .succeeded();
    }

    @Test
    void whatCannotStartFailsForGood(TaskRunner tasks, @TempDir Path dir) {
        assertThat(tasks.run(new Exec(), Map.of("command", List.of("no-such-command-here"))))
                .failed()
                .permanently("cannot start `no-such-command-here`");
        assertThat(
                        tasks.run(
                                new Exec(),
                                Map.of(
                                        "command",
                                        List.of("true"),
                                        "directory",
                                        dir.resolve("none"))))
                .failed()
                .permanently("`directory`");
    }

    @Test
    void outputIsBounded(TaskRunner tasks) {
        var run =
                tasks.run(
                        new Exec(),
                        Map.of(
                                "command",
                                List.of("sh", "-c", "seq 1 50000"),
                                "outputLimit",
                                11,
                                "logLimit",
                                3));
        assertThat(run).succeeded().output("the end of it", result -> result.truncated());
        assertEquals("49999\n50000", run.output().output());
        assertEquals(
                List.of("1", "2", "3", "more than 3 lines; the rest is not logged"),
                run.log().stream().map(LogLine::text).toList());
    }

    @Test
    void aLineWithoutEndIsCut(TaskRunner tasks) {
        var run = tasks.run(new Exec(), shell("head -c 100000 /dev/zero | tr '\\0' x"));
        assertThat(run).succeeded();
        assertTrue(run.log().stream().allMatch(line -> line.text().length() <= 8192));
        assertTrue(run.log().size() >= 100_000 / 8192);
    }

    @Test
    void theResultKeepsLongLinesAndCharactersWhole(TaskRunner tasks) {
        // 2 bytes a character, and an odd number of bytes before the first
        var run = tasks.run(new Exec(), shell("printf x; yes ü | head -6000 | tr -d '\\n'"));
        assertThat(run)
                .succeeded()
                .output(
                        "one line, nothing lost",
                        result -> result.output().equals("x" + "ü".repeat(6000)));
        assertTrue(run.log().size() > 1, "the log has it in pieces");
    }

    @Test
    void theEndOfALongLineIsKept(TaskRunner tasks) {
        var run =
                tasks.run(
                        new Exec(),
                        Map.of(
                                "command",
                                List.of("sh", "-c", "seq -s, 1 5000"),
                                "outputLimit",
                                14));
        assertThat(run).succeeded().output("cut", result -> result.truncated());
        assertEquals("4998,4999,5000", run.output().output());
    }

    @Test
    void whatCannotBeReadAsTextIsKeptAsFarAsItCan(TaskRunner tasks) {
        var run = tasks.run(new Exec(), shell("head -c 30000 /dev/zero | tr '\\0' '\\200'"));
        assertThat(run).succeeded();
        assertTrue(run.log().stream().allMatch(line -> line.text().length() <= 8192));
        assertEquals("\uFFFD".repeat(16_384), run.output().output());
    }

    @Test
    void cancelEndsTheWholeTree(TaskRunner tasks) {
        String marker = "31.4159";
        tasks.whenLogged("ready", tasks::cancel);
        var run =
                tasks.run(
                        new Exec(),
                        shell(
                                "(sleep %1$s & sh -c 'sleep %1$s & sleep %1$s & echo ready; wait') &"
                                                .formatted(marker)
                                        + " sleep %s & wait".formatted(marker)));
        assertThat(run).cancelled().logged("asking the command");
        assertEquals(List.of(), sleepers(marker));
    }

    @Test
    void cancelFindsDaemons(TaskRunner tasks) {
        String marker = "22.3606";
        tasks.whenLogged("ready", tasks::cancel);
        var run =
                tasks.run(
                        new Exec(),
                        shell("(sleep %1$s &); echo ready; sleep %1$s".formatted(marker)));
        boolean byEnvironment = Path.of("/proc/self/environ").toFile().exists();
        assertThat(run).cancelled();
        List<ProcessHandle> left = sleepers(marker);
        left.forEach(ProcessHandle::destroyForcibly);
        assertEquals(byEnvironment, left.isEmpty());
    }

    @Test
    void whoDoesNotListenIsForced(TaskRunner tasks) {
        String marker = "27.1828";
        tasks.whenLogged("ready", tasks::cancel);
        String script =
                "trap '' TERM; (trap '' TERM; while :; do sleep %s; done) & echo ready; wait; wait"
                        .formatted(marker);
        var run =
                tasks.run(
                        new Exec(),
                        Map.of("command", List.of("sh", "-c", script), "grace", "PT0.2S"));
        assertThat(run).cancelled();
        assertEquals(List.of(), sleepers(marker));
    }

    @Test
    void whoListensMayTidyUp(TaskRunner tasks) {
        tasks.whenLogged("ready", tasks::cancel);
        var run =
                tasks.run(
                        new Exec(),
                        Map.of(
                                "command",
                                List.of(
                                        "sh",
                                        "-c",
                                        "trap 'echo tidy; exit 0' TERM; echo ready;"
                                                + " while :; do sleep 0.05; done"),
                                "grace",
                                "PT20S"));
        assertThat(run).cancelled().logged("tidy");
    }

    @Test
    void theRunsTimeLimitEndsIt(TaskRunner tasks) {
        String marker = "16.1803";
        tasks.timeout(Duration.ofMinutes(1))
                .whenLogged("ready", () -> tasks.clock().advance("PT1M"));
        assertThat(tasks.run(new Exec(), shell("echo ready; sleep " + marker))).timedOut();
        assertEquals(List.of(), sleepers(marker));
    }

    @Test
    void aChildLeftBehindDoesNotHoldTheRun(TaskRunner tasks) {
        var run = tasks.run(new Exec(), shell("sleep 60 & echo $!"));
        assertThat(run).succeeded();
        ProcessHandle left = ProcessHandle.of(Long.parseLong(run.output().output())).orElseThrow();
        assertTrue(ProcessTree.runs(left));
        left.destroyForcibly();
    }

    @Test
    void isNotStartedWhenCancelledBefore(TaskRunner tasks, @TempDir Path dir) {
        tasks.cancel();
        assertThat(tasks.run(new Exec(), Map.of("command", List.of("touch", dir.resolve("made")))))
                .cancelled();
        assertFalse(dir.resolve("made").toFile().exists());
    }

    private static Map<String, Object> shell(String script) {
        return Map.of("command", List.of("sh", "-c", script));
    }

    private static Level level(TaskRun<?> run, String text) {
        return run.log().stream()
                .collect(Collectors.toMap(LogLine::text, LogLine::level))
                .get(text);
    }

    /** Living processes that sleep for exactly this long: nobody else does. */
    private static List<ProcessHandle> sleepers(String marker) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(
                            process ->
                                    process.info()
                                            .arguments()
                                            .map(words -> List.of(words).contains(marker))
                                            .orElse(false))
                    .filter(ProcessTree::runs)
                    .toList();
        }
    }
}
