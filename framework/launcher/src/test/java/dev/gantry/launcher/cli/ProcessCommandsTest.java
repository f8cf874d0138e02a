package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.Home;
import dev.gantry.launcher.HomeLock;
import dev.gantry.launcher.cli.FakeGantry.Ended;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

@Timeout(30)
class ProcessCommandsTest {
    @TempDir Path folder;

    @Test
    void whatItWasStartedWithIsRememberedForARestart() throws Exception {
        Home home = new Home(folder);
        Files.createDirectory(home.data());
        ServerOptions first = options("--port", "0", "--set", "gantry.store.password=hidden");
        first.remember(home, false);
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(home.started())));
        ServerOptions again = options("--port", "8282");
        assertFalse(again.recall(home), "it was not supervised");
        assertEquals(
                Map.of("gantry.http.port", "8282", "gantry.store.password", "hidden"),
                again.settings());
        assertEquals(
                List.of("--home", folder.toString(), "--set", "gantry.http.port=0"),
                options("--port", "0").words(home));
        assertTrue(options().recall(new Home(folder.resolve("other"))), "supervised by default");
    }

    @Test
    void aHomeInUseIsNotStartedAgain() throws Exception {
        Home home = new Home(folder);
        Files.createDirectory(home.data());
        try (HomeLock lock = HomeLock.take(home.lock(), ProcessHandle.current().pid())) {
            Ended ended = FakeGantry.execute("start", "--home", folder.toString());
            assertEquals(ExitCode.REFUSED, ended.code());
            assertTrue(ended.err().contains("already, as process "), ended.err());
            Ended status = FakeGantry.execute("status", "--home", folder.toString());
            assertEquals(ExitCode.UNREACHABLE, status.code());
            assertTrue(status.err().contains("does not answer yet"), status.err());
        }
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingStarts() throws Exception {
        Ended ended =
                FakeGantry.execute(
                        "start", "--home", folder.toString(), "--set", "gantry.http.port=many");
        assertEquals(ExitCode.FAILED, ended.code());
        assertTrue(ended.err().contains("gantry.http.port: expected"), ended.err());
        assertFalse(Files.exists(folder.resolve("logs")));
    }

    @Test
    void thatNothingRunsIsSaid() {
        Ended ended = FakeGantry.execute("stop", "--home", folder.toString());
        assertEquals(ExitCode.UNREACHABLE, ended.code());
        assertTrue(ended.err().contains("no Gantry runs on the home " + folder), ended.err());
    }

    @Test
    void theLastEndIsNamedWhenNothingRuns() throws Exception {
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("logs/supervisor.log"), "earlier\n2026 given up\n");
        Ended ended = FakeGantry.execute("status", "--home", folder.toString());
        assertEquals(ExitCode.UNREACHABLE, ended.code());
        assertTrue(ended.err().contains("(last: 2026 given up)"), ended.err());
    }

    private static ServerOptions options(String... args) {
        ServerOptions options = new ServerOptions();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options)).parseArgs(args);
        return options;
    }
}
