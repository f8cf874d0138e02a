package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.cli.FakeGantry.Ended;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

@Timeout(30)
class CommandsTest {
    private static final String QUEUED = "{\"id\":\"r1\",\"task\":\"t\",\"state\":\"queued\"}";
    private static final String DONE =
            "{\"id\":\"r1\",\"task\":\"t\",\"state\":\"finished\",\"result\":\"success\","
                    + "\"attempt\":1,\"maxAttempts\":3,\"output\":{\"n\":1}}";
    private static final String LOST =
            "{\"id\":\"r1\",\"task\":\"t\",\"state\":\"finished\",\"result\":\"failure\","
                    + "\"error\":{\"message\":\"no room\"}}";

    @TempDir Path folder;
    private FakeGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new FakeGantry(folder);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void startsARunWithWhatWasTyped() throws IOException {
        gantry.on("POST /api/v1/tasks/t/runs", 202, QUEUED);
        Path file = Files.writeString(folder.resolve("p.json"), "{\"a\":1,\"b\":2}");
        Ended ended =
                gantry.run(
                        "run",
                        "start",
                        "t",
                        "--params",
                        "@" + file,
                        "-p",
                        "b=[3]",
                        "-p",
                        "c=x y",
                        "-p",
                        "d=\"5\"",
                        "-p",
                        "e=true",
                        "-l",
                        "team=x",
                        "--key",
                        "k",
                        "--timeout",
                        "5m",
                        "--retry",
                        "3",
                        "--delay",
                        "PT2S",
                        "--tenant",
                        "me",
                        "--sla",
                        "gold",
                        "--priority",
                        "7");
        assertEquals(new Ended(0, "r1 queued\n", ""), ended);
        assertEquals(
                List.of(
                        "POST /api/v1/tasks/t/runs {\"params\":{\"a\":1,\"b\":[3],\"c\":\"x y\","
                                + "\"d\":\"5\",\"e\":true},\"labels\":{\"team\":\"x\"},"
                                + "\"tenant\":\"me\",\"sla\":\"gold\",\"key\":\"k\","
                                + "\"timeout\":\"PT5M\",\"delay\":\"PT2S\",\"priority\":7,"
                                + "\"retry\":{\"attempts\":3}}"),
                gantry.requests());
    }

    @Test
    void waitingTellsHowTheRunEnded() {
        gantry.on("POST /api/v1/tasks/t/runs?wait=PT5S", 200, DONE);
        Ended good = gantry.run("run", "start", "--wait", "5s", "t");
        assertEquals(ExitCode.OK, good.code());
        assertTrue(good.out().contains("State     success\n"), good.out());

        gantry.on("POST /api/v1/tasks/t/runs?wait=PT5S", 200, LOST);
        Ended bad = gantry.run("run", "start", "t", "--wait", "PT5S");
        assertEquals(ExitCode.RUN_NOT_SUCCESSFUL, bad.code());
        assertTrue(bad.out().contains("no room"), bad.out());

        gantry.on("POST /api/v1/tasks/t/runs?wait=PT5S", 202, QUEUED);
        Ended late = gantry.run("run", "start", "t", "--wait", "PT5S");
        assertEquals(ExitCode.RUN_NOT_SUCCESSFUL, late.code());
        assertTrue(late.err().contains("not over after 5.0s; gantry run logs -f r1"), late.err());
    }

    @Test
    void waitingWithoutALimitGoesOnPastOneRequest() {
        gantry.on("POST /api/v1/tasks/t/runs?wait=PT30S", 202, QUEUED);
        gantry.onStream("GET /api/v1/runs/r1/logs", "event: end\ndata: " + DONE + "\n\n");
        assertEquals(ExitCode.OK, gantry.run("run", "start", "--wait", "t").code());
    }

    @Test
    void followsTheLogToTheEndOfTheRun() {
        gantry.onStream(
                "GET /api/v1/runs/r1/logs",
                """
                : heartbeat

                id: 1
                event: log
                data: {"seq":1,"at":"x","level":"info","message":"one"}

                event: end
                data: %s

                """
                        .formatted(LOST));
        assertEquals(
                new Ended(ExitCode.RUN_NOT_SUCCESSFUL, "x INFO  one\n", ""),
                gantry.run("run", "logs", "-f", "r1"));
    }

    @Test
    void resumesALogThatBrokeOffAndGivesUpWhenNothingCame() {
        gantry.onStream(
                "GET /api/v1/runs/r1/logs", "id: 7\nevent: log\ndata: {\"message\":\"one\"}\n\n");
        Ended ended = gantry.run("run", "logs", "-f", "r1", "--patience", "PT0S");
        assertEquals(ExitCode.UNREACHABLE, ended.code());
        assertEquals(2, gantry.requests().size());
    }

    @Test
    void goesOnWithALogAfterARestart() {
        String logs = "GET /api/v1/runs/r1/logs";
        gantry.onStream(logs, "")
                .then(
                        logs,
                        "event: progress\n"
                                + "data: {\"progress\":0.5,\"progressMessage\":\"half\"}\n\n")
                .then(
                        logs,
                        "id: 7\nevent: log\n"
                                + "data: {\"at\":\"x\",\"level\":\"info\",\"message\":\"one\"}\n\n")
                .then(logs, "event: end\ndata: " + DONE + "\n\n");
        assertEquals(
                new Ended(ExitCode.OK, "x INFO  one\n", "Progress: 50% half\n"),
                gantry.run("run", "logs", "-f", "r1"));
    }

    @Test
    void pagesThroughALog() {
        gantry.on(
                        "GET /api/v1/runs/r1/logs?after=0",
                        200,
                        "{\"items\":[{\"at\":\"x\",\"level\":\"warn\",\"message\":\"one\"}],\"next\":4}")
                .on(
                        "GET /api/v1/runs/r1/logs?after=4",
                        200,
                        "{\"items\":[],\"next\":4,\"elsewhere\":{\"message\":\"on two\"}}");
        assertEquals(new Ended(0, "x WARN  one\n", "on two\n"), gantry.run("run", "logs", "r1"));
    }

    @Test
    void printsTheSentenceAndTheFieldsOfARefusal() {
        gantry.on(
                "POST /api/v1/tasks/t/runs",
                422,
                """
                {"title":"refused","detail":"the parameters do not fit",
                 "errors":[{"pointer":"/olderThan","message":"not a duration"}]}
                """);
        assertEquals(
                new Ended(
                        ExitCode.REFUSED,
                        "",
                        "gantry: the parameters do not fit\n  /olderThan: not a duration\n"),
                gantry.run("run", "start", "t"));
    }

    @Test
    void exitCodesTellWhatWentWrong() {
        gantry.on("GET /api/v1/runs/a", 400, "{\"detail\":\"no id\"}")
                .on("GET /api/v1/runs/b", 409, "{}")
                .on("GET /api/v1/runs/c", 503, "not json");
        assertEquals(ExitCode.USAGE, gantry.run("run", "show", "a").code());
        assertEquals(ExitCode.REFUSED, gantry.run("run", "show", "b").code());
        assertEquals(ExitCode.FAILED, gantry.run("run", "show", "c").code());
        assertEquals(
                new Ended(ExitCode.NOT_FOUND, "", "gantry: nothing\n"),
                gantry.run("run", "show", "d"));
        assertEquals(ExitCode.USAGE, FakeGantry.execute("run", "show").code());
        assertEquals(ExitCode.USAGE, FakeGantry.execute("rnu").code());

        String gone = gantry.url();
        gantry.close();
        Ended ended = FakeGantry.execute("status", "--url", gone);
        assertEquals(ExitCode.UNREACHABLE, ended.code());
        assertEquals(
                "gantry: no Gantry answers at "
                        + gone
                        + " (named by --url); start it with: gantry start, or name another\n",
                ended.err());
    }

    @Test
    void neverShowsTheToken() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "wrong-secret");
        Ended ended =
                FakeGantry.execute(
                        "task", "list", "--url", gantry.url(), "--token-file", other.toString());
        assertEquals(ExitCode.REFUSED, ended.code());
        assertTrue(ended.err().contains("the token is not valid"), ended.err());
        assertFalse(ended.err().contains("wrong-secret"), ended.err());
    }

    @Test
    void aTokenOfTwoLinesIsRefusedWithoutShowingIt() throws IOException {
        Path two = Files.writeString(folder.resolve("two"), "first-secret\nsecond-secret\n");
        Path none = Files.writeString(folder.resolve("none"), "\n");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 1});
        for (Path file : List.of(two, none, binary)) {
            Ended ended =
                    FakeGantry.execute(
                            "task", "list", "--url", gantry.url(), "--token-file", file.toString());
            assertEquals(
                    new Ended(
                            ExitCode.USAGE,
                            "",
                            "gantry: the file "
                                    + file
                                    + " holds no token; a token is one line without blanks, and"
                                    + " nothing else\n"),
                    ended);
        }
        assertTrue(gantry.requests().isEmpty());
    }

    @Test
    void findsAddressAndTokenInTheHome() throws IOException {
        Path data = Files.createDirectories(folder.resolve("home/data"));
        Files.writeString(data.resolve("admin.token"), "secret");
        String home = folder.resolve("home").toString();
        Ended down = FakeGantry.execute("task", "list", "--home", home);
        assertEquals(ExitCode.UNREACHABLE, down.code());
        assertTrue(down.err().startsWith("gantry: no Gantry runs on the home"), down.err());

        Files.writeString(data.resolve("gantry.url"), gantry.url() + "/\n");
        gantry.on("GET /api/v1/tasks", 200, "{\"items\":[]}");
        assertEquals(0, FakeGantry.execute("task", "list", "--home", home).code());
    }

    @Test
    void dropsAFileAndSaysWhyNot() throws IOException {
        Path jar = Files.writeString(folder.resolve("a b.jar"), "bytes");
        gantry.on(
                "POST /api/v1/plugins?filename=a%20b.jar",
                201,
                "{\"id\":\"x\",\"versions\":[{\"version\":\"1\",\"state\":\"active\","
                        + "\"tasks\":[\"t\"]}]}");
        Ended good = gantry.run("plugin", "drop", jar.toString());
        assertEquals(0, good.code());
        assertEquals(
                """
                PLUGIN  VERSION  STATE   SINCE  OFFERS  WHY
                x       1        active  -      t       -
                """,
                good.out());
        assertEquals(List.of("POST /api/v1/plugins?filename=a%20b.jar bytes"), gantry.requests());

        gantry.on(
                "POST /api/v1/plugins?filename=a%20b.jar", 422, "{\"detail\":\"needs package p\"}");
        assertEquals(
                new Ended(ExitCode.REFUSED, "", "gantry: needs package p\n"),
                gantry.run("plugin", "drop", jar.toString()));
        assertEquals(ExitCode.USAGE, gantry.run("plugin", "drop", "none.jar").code());
    }

    @Test
    void whyPrintsTheSentenceAndNothingElse() {
        gantry.on(
                        "GET /api/v1/plugins/x/why",
                        200,
                        "{\"id\":\"x\",\"state\":\"rejected\",\"reason\":\"needs p\","
                                + "\"detail\":\"raw\\ntext\"}")
                .on(
                        "GET /api/v1/plugins/y/why",
                        200,
                        "{\"id\":\"y\",\"state\":\"active\",\"version\":\"1\",\"reason\":null}");
        assertEquals(new Ended(0, "needs p\n", ""), gantry.run("plugin", "why", "x"));
        assertEquals(
                new Ended(0, "needs p\n\nraw\ntext\n", ""),
                gantry.run("plugin", "why", "x", "--verbose"));
        assertEquals(
                new Ended(0, "y 1 is active; all is well.\n", ""),
                gantry.run("plugin", "why", "y"));
    }

    @Test
    void deletesTheOnlyVersionAndAsksWhichOfSeveral() {
        gantry.on(
                        "GET /api/v1/plugins/x",
                        200,
                        "{\"versions\":[{\"version\":\"2\",\"state\":\"active\"},"
                                + "{\"version\":\"1\",\"state\":\"retired\"}]}")
                .on("DELETE /api/v1/plugins/x/versions/2", 200, "{}")
                .on(
                        "GET /api/v1/plugins/y",
                        200,
                        "{\"versions\":[{\"version\":\"2\",\"state\":\"active\"},"
                                + "{\"version\":\"1\",\"state\":\"draining\"}]}");
        assertEquals(new Ended(0, "x 2 is deleted.\n", ""), gantry.run("plugin", "delete", "x"));
        Ended several = gantry.run("plugin", "delete", "y");
        assertEquals(ExitCode.USAGE, several.code());
        assertTrue(several.err().contains("name one: 2, 1"), several.err());
    }

    @Test
    void putsSchedulesAndChecks() {
        gantry.on("PUT /api/v1/schedules/s", 200, "{\"id\":\"s\",\"every\":\"PT10S\"}")
                .on("PUT /api/v1/checks/c", 200, "{\"id\":\"c\",\"status\":\"ok\"}");
        assertEquals(0, gantry.run("schedule", "put", "s", "--task", "t", "--every", "10s").code());
        assertEquals(
                0,
                gantry.run(
                                "schedule",
                                "put",
                                "s",
                                "--task",
                                "t",
                                "--cron",
                                "0 0 3 * * *",
                                "--zone",
                                "Europe/Berlin",
                                "--paused")
                        .code());
        assertEquals(
                0,
                gantry.run(
                                "check",
                                "put",
                                "c",
                                "--detector",
                                "d",
                                "--interval",
                                "1m",
                                "-p",
                                "path=/")
                        .code());
        assertEquals(
                List.of(
                        "PUT /api/v1/schedules/s {\"task\":\"t\",\"params\":{},"
                                + "\"every\":\"PT10S\",\"paused\":false}",
                        "PUT /api/v1/schedules/s {\"task\":\"t\",\"params\":{},"
                                + "\"cron\":\"0 0 3 * * *\",\"zone\":\"Europe/Berlin\","
                                + "\"paused\":true}",
                        "PUT /api/v1/checks/c {\"detector\":\"d\",\"config\":{\"path\":\"/\"},"
                                + "\"interval\":\"PT1M\",\"labels\":{},\"paused\":false}"),
                gantry.requests());
        assertEquals(ExitCode.USAGE, gantry.run("schedule", "put", "s", "--task", "t").code());
    }

    @Test
    void printsJsonAndYamlAsTheApiGaveIt() {
        gantry.on("GET /api/v1/runs/r1", 200, DONE);
        assertEquals(
                Api.JSON.readTree(DONE),
                Api.JSON.readTree(gantry.run("run", "show", "r1", "-o", "json").out()));
        String yaml = gantry.run("run", "show", "r1", "-o", "yaml").out();
        assertTrue(yaml.contains("result: success\n"), yaml);
        assertTrue(yaml.contains("output:\n  n: 1\n"), yaml);
    }

    @Test
    void statusFailsWhenNotReady() {
        gantry.on(
                "GET /api/v1/status",
                200,
                "{\"ready\":false,\"missing\":[{\"name\":\"store\",\"reason\":\"full\"}],\"runs\":{\"queued\":2}}");
        assertEquals(
                new Ended(
                        ExitCode.FAILED,
                        "ready        false\nmissing      store: full\nruns.queued  2\n",
                        ""),
                gantry.run("status"));
    }
}
