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

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(30)
class SteeringCommandsTest {
    private static final String RUN =
            "{\"id\":\"r1\",\"task\":\"t\",\"state\":\"paused\",\"params\":{\"a\":1,\"b\":2}}";
    private static final String BY = System.getProperty("user.name");

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

    private JsonNode lastBody() {
        String last = gantry.requests().getLast();
        return Api.JSON.readTree(last.substring(last.indexOf('{')));
    }

    private static String pause(String scope, String name) {
        return "{\"scope\":\""
                + scope
                + "\",\"name\":\""
                + name
                + "\",\"reason\":\"deploy\",\"by\":\"anna\",\"since\":\"2026-01-01T00:00:00Z\"}";
    }

    @Test
    void showsHowFarARunIs() {
        String far = ",\"progress\":0.25,\"progressMessage\":\"3 of 12 files\"}";
        String none = "{\"items\":[]}";
        String run = RUN.substring(0, RUN.length() - 1);
        gantry.on("GET /api/v1/runs/r1", 200, run + far)
                .on("GET /api/v1/runs?parent=r1&limit=100", 200, none);
        String shown = gantry.run("run", "show", "r1").out();
        assertTrue(shown.contains("\nProgress  25% 3 of 12 files\n"), shown);
        gantry.on("GET /api/v1/runs/r1", 200, run + ",\"result\":\"success\"" + far);
        shown = gantry.run("run", "show", "r1").out();
        assertFalse(shown.contains("Progress"), shown);
    }

    @Test
    void pausesAndResumes() {
        gantry.on("POST /api/v1/tasks/a.b/pause", 200, pause("task", "a.b"))
                .on("POST /api/v1/tasks/a.b/resume", 200, pause("task", "a.b"))
                .on("POST /api/v1/tenants/blue/pause", 200, pause("tenant", "blue"))
                .on("POST /api/v1/tenants/blue/resume", 200, pause("tenant", "blue"))
                .on("POST /api/v1/runs/r1/pause", 200, RUN)
                .on("POST /api/v1/runs/r1/resume", 409, "{\"detail\":\"Run r1 is not paused\"}");
        assertEquals(
                new Ended(0, "task a.b paused\n", ""),
                gantry.run("task", "pause", "a.b", "--reason", "deploy"));
        assertEquals("deploy", lastBody().path("reason").stringValue());
        assertEquals(BY, lastBody().path("by").stringValue());
        assertEquals(new Ended(0, "task a.b resumed\n", ""), gantry.run("task", "resume", "a.b"));
        assertEquals(
                new Ended(0, "tenant blue paused\n", ""), gantry.run("tenant", "pause", "blue"));
        assertEquals(
                new Ended(0, "tenant blue resumed\n", ""), gantry.run("tenant", "resume", "blue"));
        assertEquals(new Ended(0, "r1 paused\n", ""), gantry.run("run", "pause", "r1"));
        Ended not = gantry.run("run", "resume", "r1");
        assertEquals(4, not.code());
        assertTrue(not.err().contains("not paused"), not.err());
    }

    @Test
    void listsPausesAndResumesQueues() {
        gantry.on("POST /api/v1/queues/bronze/pause", 200, pause("queue", "bronze"))
                .on(
                        "GET /api/v1/queues",
                        200,
                        """
                        {"items":[
                          {"name":"gold","depth":0,"oldestAgeSeconds":0},
                          {"name":"bronze","depth":12,"oldestAgeSeconds":1.5,"pause":%s}]}
                        """
                                .formatted(pause("queue", "bronze")));
        assertEquals(
                new Ended(0, "queue bronze paused\n", ""), gantry.run("queue", "pause", "bronze"));
        Ended list = gantry.run("queue", "list");
        assertEquals(
                """
                QUEUE   WAIT  OLDEST  PAUSED
                gold    0     -       -
                bronze  12    1.5s    deploy
                """,
                list.out());
    }

    @Test
    void listsPauses() {
        gantry.on("GET /api/v1/pauses", 200, "{\"items\":[" + pause("task", "a.b") + "]}");
        Ended ended = gantry.run("pause", "list");
        assertEquals(0, ended.code());
        String[] lines = ended.out().split("\n");
        assertTrue(lines[0].matches("PAUSED +NAME +SINCE +BY +REASON"), lines[0]);
        assertTrue(lines[1].matches("task +a\\.b +.* ago +anna +deploy"), lines[1]);
    }

    @Test
    void changesSingleParametersOrAll() {
        gantry.on("GET /api/v1/runs/r1", 200, RUN).on("PATCH /api/v1/runs/r1", 200, RUN);
        assertEquals(0, gantry.run("run", "change", "r1", "-p", "b=3", "--priority", "5").code());
        assertEquals(
                "PATCH /api/v1/runs/r1 {\"params\":{\"a\":1,\"b\":3},\"priority\":5}",
                gantry.requests().getLast());
        assertEquals(0, gantry.run("run", "change", "r1", "--params", "{\"c\":1}").code());
        assertEquals("PATCH /api/v1/runs/r1 {\"params\":{\"c\":1}}", gantry.requests().getLast());
        assertEquals(2, gantry.run("run", "change", "r1").code());
    }

    @Test
    void retriesARunThatWaits() {
        gantry.on("POST /api/v1/runs/r1/retry", 200, "{\"id\":\"r1\",\"state\":\"queued\"}");
        assertEquals(new Ended(0, "r1 queued\n", ""), gantry.run("run", "retry", "r1"));
    }

    @Test
    void terminatesRerunsAndDismisses() {
        String over = "{\"id\":\"r1\",\"state\":\"finished\",\"result\":\"cancelled\"}";
        gantry.on("POST /api/v1/runs/r1/terminate", 200, over)
                .on("POST /api/v1/runs/r1/rerun", 202, "{\"id\":\"r2\",\"state\":\"queued\"}")
                .on("POST /api/v1/runs/r1/dismiss", 200, over);
        assertEquals(
                new Ended(0, "r1 cancelled\n", ""),
                gantry.run("run", "terminate", "r1", "--reason", "stuck"));
        assertEquals("stuck", lastBody().path("reason").stringValue());
        assertEquals(
                new Ended(0, "r2 queued\n", ""), gantry.run("run", "rerun", "r1", "--key", "k"));
        assertEquals("k", lastBody().path("key").stringValue());
        assertEquals(new Ended(0, "r1 dismissed\n", ""), gantry.run("run", "dismiss", "r1"));
        assertEquals(BY, lastBody().path("by").stringValue());
    }

    @Test
    void triesABulkFirst() {
        gantry.on(
                "POST /api/v1/runs/bulk",
                200,
                "{\"matched\":2,\"done\":0,\"refused\":[],\"first\":[\"r2\",\"r1\"],"
                        + "\"next\":null}");
        Ended dry =
                gantry.run(
                        "run",
                        "bulk",
                        "cancel",
                        "--task",
                        "t",
                        "-l",
                        "a=1",
                        "--after",
                        "2026-01-01T00:00:00Z",
                        "--dry-run");
        assertEquals(new Ended(0, "cancel would look at 2 runs\n  r2\n  r1\n", ""), dry);
        assertEquals("cancel", lastBody().path("action").stringValue());
        assertTrue(lastBody().path("dryRun").booleanValue());
        assertEquals(
                "{\"task\":\"t\",\"after\":\"2026-01-01T00:00:00Z\",\"labels\":{\"a\":\"1\"}}",
                lastBody().path("filter").toString());
        gantry.on(
                "POST /api/v1/runs/bulk",
                200,
                "{\"matched\":2,\"done\":1,\"refused\":[{\"code\":\"conflict\",\"reason\":\"is"
                        + " finished\",\"count\":1,\"first\":[\"r1\"]}],\"first\":[\"r2\"],"
                        + "\"next\":\"c1\"}");
        assertEquals(
                new Ended(
                        4,
                        "cancel: 2 runs, 1 done\n1 refused, such as r1: is finished\n",
                        "There are more: --cursor c1\n"),
                gantry.run("run", "bulk", "cancel", "--task", "t"));
        assertEquals(2, gantry.run("run", "bulk", "cancel", "--after", "noon").code());
    }

    @Test
    void listsDeadLettersAndGivesADeadline() {
        gantry.on("GET /api/v1/runs?deadLetter=true&limit=20", 200, "{\"items\":[" + RUN + "]}")
                .on("POST /api/v1/tasks/t/runs", 202, RUN);
        Ended list = gantry.run("run", "list", "--dead-letter");
        assertTrue(list.out().contains("r1"), list.out() + list.err());
        assertEquals(0, gantry.run("run", "start", "t", "--deadline", "2h").code());
        assertEquals("2h", lastBody().path("deadline").stringValue());
    }

    @Test
    void startsABatchLineByLine() throws Exception {
        Path file = folder.resolve("runs.ndjson");
        Files.writeString(file, "{\"params\":{\"a\":1},\"key\":\"k1\"}\n\n{\"task\":\"other\"}\n");
        gantry.on(
                "POST /api/v1/runs/batch",
                202,
                "{\"items\":[{\"id\":\"r1\",\"duplicate\":false},"
                        + "{\"problem\":{\"detail\":\"No plugin ever offered other.\"}}],"
                        + "\"accepted\":1,\"refused\":1}");
        assertEquals(
                new Ended(
                        1,
                        "r1\nrefused: No plugin ever offered other.\n",
                        "gantry: 1 accepted, 1 refused\n"),
                gantry.run("run", "start", "t", "--batch", file.toString()));
        assertEquals(
                "{\"runs\":[{\"params\":{\"a\":1},\"key\":\"k1\",\"task\":\"t\"},"
                        + "{\"task\":\"other\"}]}",
                lastBody().toString());
        Files.writeString(file, "{\"params\":{}}\nno json\n");
        Ended bad = gantry.run("run", "start", "t", "--batch", file.toString());
        assertEquals(2, bad.code());
        assertTrue(bad.err().contains("line 2: "), bad.err());
        assertEquals(2, gantry.run("run", "start").code());
        assertEquals(2, gantry.run("run", "start", "--batch", "missing.ndjson").code());
    }
}
