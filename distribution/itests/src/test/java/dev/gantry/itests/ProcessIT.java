package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A Gantry in the background: started, found, killed, started again, stopped. */
class ProcessIT {
    @TempDir Path folder;
    private Path home;

    @BeforeEach
    void home() throws IOException {
        home = folder.resolve("home");
        Files.createDirectories(home.resolve("bundles"));
        Files.copy(
                Gantry.INSTALLATION.resolve("bundles/process-0.1.0.jar"),
                home.resolve("bundles/process.jar"));
    }

    @AfterEach
    void end() throws Exception {
        for (String file : List.of("data/supervisor.pid", "data/gantry.lock")) {
            if (Files.exists(home.resolve(file))) {
                ProcessHandle.of(pid(file)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @Test
    void startsAndStopsInTheBackground() throws Exception {
        Said started = gantry("start", "--port", "0", "-o", "json");
        assertEquals(0, started.code, started.toString());
        assertTrue(json(started).path("ready").asBoolean(), started.out);
        long pid = pid("data/gantry.lock");
        assertEquals(pid, json(started).path("pid").asLong());

        Said again = gantry("start", "--port", "0");
        assertEquals(4, again.code, again.toString());
        assertTrue(again.err.contains("already, as process " + pid), again.err);
        Said status = gantry("status");
        assertEquals(0, status.code, status.toString());
        assertTrue(status.out.contains("supervisor"), status.out);

        Said restarted = gantry("restart");
        assertEquals(0, restarted.code, restarted.toString());
        long next = pid("data/gantry.lock");
        assertNotEquals(pid, next);

        Said stopped = gantry("stop");
        assertEquals(0, stopped.code, stopped.toString());
        assertTrue(stopped.out.contains("Gantry is stopped."), stopped.out);
        await(() -> !alive(next) && !Files.exists(home.resolve("data/supervisor.pid")));
        String console = Files.readString(home.resolve("logs/console.log"));
        assertTrue(console.contains("ready in"), console);
        assertFalse(console.contains("Stopping"), "what it says later is in gantry.log");
        Said gone = gantry("status");
        assertEquals(5, gone.code, gone.toString());
        assertTrue(gone.err.contains("was stopped in order"), gone.err);
        assertEquals(5, gantry("stop").code);
    }

    @Test
    void whatDiesIsStartedAgain() throws Exception {
        assertEquals(0, gantry("start", "--port", "0").code);
        long pid = pid("data/gantry.lock");
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await(() -> !alive(pid) && gantry("status").code == 0);
        assertNotEquals(pid, pid("data/gantry.lock"));
        String log = Files.readString(home.resolve("logs/supervisor.log"));
        assertTrue(log.contains("process " + pid + " died after "), log);
        assertTrue(log.contains("(signal 9); restart 1 of 10 in 1 s"), log);
        assertEquals(0, gantry("stop").code);
    }

    @Test
    void whatNoRestartCuresIsGivenUp() throws Exception {
        Said wrong = gantry("start", "--set", "gantry.http.port=many");
        assertEquals(1, wrong.code, wrong.toString());
        assertTrue(wrong.err.contains("gantry.http.port: expected a whole number"), wrong.err);

        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/gantry.db"), "this is no database, and no restart\n");
        Said damaged = gantry("start", "--port", "0");
        assertEquals(1, damaged.code, damaged.toString());
        assertTrue(damaged.err.contains("gantry.db"), damaged.err);
        String log = Files.readString(home.resolve("logs/supervisor.log"));
        assertTrue(log.contains("which another start does not cure; given up"), log);
        assertFalse(log.contains("restart 1"), log);
    }

    @Test
    void theDeadlineIsToldAndWhatIsLeft() throws Exception {
        assertEquals(
                0,
                gantry("start", "--port", "0", "--set", "gantry.engine.drain.timeout=PT2S").code);
        await(
                () ->
                        gantry("run", "start", "process.exec", "-p", "command=[\"sleep\",\"60\"]")
                                        .code
                                == 0);
        await(() -> gantry("run", "list", "--state", "running").out.contains("process.exec"));
        Said left = gantry("stop", "--timeout", "1s", "-o", "json");
        assertEquals(1, left.code, left.toString());
        assertFalse(json(left).path("stopped").asBoolean(), left.out);
        assertTrue(json(left).path("left").path(0).asString().contains("process.exec"), left.out);
        await(() -> gantry("status").code == 5);
    }

    private record Said(int code, String out, String err) {}

    private static JsonNode json(Said said) {
        return JsonMapper.shared().readTree(said.out);
    }

    private Said gantry(String... args) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Gantry.INSTALLATION.resolve("bin/gantry").toString());
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("GANTRY_HOME", home.toString());
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new TimeoutException("gantry " + String.join(" ", args));
        }
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private long pid(String file) throws IOException {
        return Long.parseLong(Files.readString(home.resolve(file)).strip());
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void await(Callable<Boolean> good) throws Exception {
        Waiting.until("it to come to that", Gantry.PATIENCE, good::call, seen -> seen);
    }
}
