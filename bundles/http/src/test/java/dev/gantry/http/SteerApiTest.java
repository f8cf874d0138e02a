package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.BulkRequest;
import dev.gantry.spi.run.Deadline;
import dev.gantry.spi.run.RunChange;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class SteerApiTest {
    private static final String RUNS = "/api/v1/tasks/files.cleanup/runs";
    private static final String RUN = "/api/v1/runs/01run00000001";
    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws Exception {
        gantry = new TestGantry(home);
        gantry.post(RUNS, "{}");
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    private List<String> wrong(String body) throws IOException, InterruptedException {
        var reply = gantry.post("/api/v1/runs/bulk", body);
        assertEquals(400, reply.status(), reply.text());
        return reply.json()
                .path("errors")
                .valueStream()
                .map(each -> each.path("pointer").stringValue())
                .toList();
    }

    @Test
    void pausesAndResumesTasksTenantsAndRuns() throws Exception {
        var task =
                gantry.post(
                        "/api/v1/tasks/files.cleanup/pause",
                        "{\"reason\":\"deploy\",\"by\":\"anna\"}");
        assertEquals(200, task.status());
        assertEquals("task", task.json().path("scope").stringValue());
        assertEquals("anna", task.json().path("by").stringValue());
        assertEquals(
                "api",
                gantry.send("POST", "/api/v1/tenants/blue/pause", null)
                        .json()
                        .path("by")
                        .stringValue());
        var run = gantry.post(RUN + "/pause", "{}");
        assertEquals("01run00000001", run.json().path("id").stringValue());
        JsonNode all = gantry.get("/api/v1/pauses").json().path("items");
        assertEquals(3, all.size());
        assertEquals("deploy", all.path(0).path("reason").stringValue());
        for (String path : List.of("/api/v1/tasks/files.cleanup", "/api/v1/tenants/blue", RUN)) {
            assertEquals(200, gantry.send("POST", path + "/resume", null).status(), path);
            assertEquals(409, gantry.post(path + "/resume", "{}").status(), path);
        }
        assertEquals(0, gantry.get("/api/v1/pauses").json().path("items").size());
        assertEquals(200, gantry.post("/api/v1/queues/gold/pause", "{}").status());
        JsonNode queue = gantry.get("/api/v1/queues").json().path("items").path(0);
        assertEquals("gold", queue.path("name").stringValue());
        assertEquals(3, queue.path("depth").intValue());
        assertEquals(1.5, queue.path("oldestAgeSeconds").doubleValue());
        assertEquals("queue", queue.path("pause").path("scope").stringValue());
        assertEquals(200, gantry.post("/api/v1/queues/gold/resume", "{}").status());
        assertEquals(404, gantry.post("/api/v1/runs/none/pause", "{}").status());
        assertEquals(400, gantry.post(RUN + "/pause", "{\"by\":\" \"}").status());
    }

    @Test
    void changesARun() throws Exception {
        assertEquals(
                200, gantry.send("PATCH", RUN, "{\"params\":{\"n\":1},\"priority\":5}").status());
        assertEquals(List.of(new RunChange("{\"n\":1}", 5)), gantry.control.asked);
        var unfit = gantry.send("PATCH", RUN, "{\"params\":{\"n\":\"bad\"}}");
        assertEquals(422, unfit.status());
        assertEquals(
                "/params/olderThan",
                unfit.json().path("errors").path(0).path("pointer").stringValue());
        assertEquals(400, gantry.send("PATCH", RUN, "{}").status());
        assertEquals(400, gantry.send("PATCH", RUN, "{\"priority\":101}").status());
        assertEquals(404, gantry.send("PATCH", "/api/v1/runs/none", "{\"priority\":1}").status());
    }

    @Test
    void terminatesAndDismisses() throws Exception {
        assertEquals(200, gantry.post(RUN + "/terminate", "{\"reason\":\"stuck\"}").status());
        assertEquals(200, gantry.post(RUN + "/dismiss", "{\"by\":\"anna\"}").status());
        assertEquals(List.of("terminate stuck", "dismiss null anna"), gantry.control.asked);
    }

    @Test
    void retriesWhatWaits() throws Exception {
        var reply = gantry.send("POST", RUN + "/retry", null);
        assertEquals(200, reply.status());
        assertEquals("01run00000001", reply.json().path("id").stringValue());
        assertEquals(List.of("retry"), gantry.control.asked);
        assertEquals(404, gantry.post("/api/v1/runs/none/retry", "{}").status());
    }

    @Test
    void rerunsOnceForAKey() throws Exception {
        var first = gantry.send("POST", RUN + "/rerun", null, "Idempotency-Key", "k");
        assertEquals(202, first.status());
        assertEquals("/api/v1/runs/01run00000002", first.header("Location"));
        var again = gantry.post(RUN + "/rerun", "{\"key\":\"k\"}");
        assertEquals("/api/v1/runs/01run00000002", again.header("Location"));
        assertEquals("true", again.header("Idempotent-Replayed"));
        assertEquals(404, gantry.post("/api/v1/runs/none/rerun", "{}").status());
    }

    @Test
    void doesThingsInBulk() throws Exception {
        var reply =
                gantry.post(
                        "/api/v1/runs/bulk",
                        """
                        {"action": "rerun", "dryRun": true, "limit": 7, "cursor": "c",
                         "reason": "why", "by": "anna",
                         "filter": {"task": "t", "tenant": "x", "labels": {"a": "1"},
                         "state": "finished", "result": "timeout", "plugin": "p", "q": "mail",
                         "after": "2026-01-01T00:00:00Z", "before": "2026-02-01T00:00:00Z"}}
                        """);
        assertEquals(200, reply.status(), reply.text());
        assertEquals(2, reply.json().path("done").intValue());
        assertTrue(reply.json().path("more").booleanValue());
        assertEquals("conflict", reply.json().path("refused").path(0).path("code").stringValue());
        BulkRequest request = assertInstanceOf(BulkRequest.class, gantry.control.asked.getFirst());
        assertEquals(
                new BulkRequest(
                        BulkRequest.Action.RERUN,
                        new RunQuery(
                                RunState.FINISHED,
                                RunResult.TIMEOUT,
                                "t",
                                "p",
                                "x",
                                Map.of("a", "1"),
                                1,
                                "c",
                                RunQuery.Only.ANY,
                                Instant.parse("2026-01-01T00:00:00Z"),
                                Instant.parse("2026-02-01T00:00:00Z"),
                                null,
                                "mail"),
                        7,
                        true,
                        "why",
                        "anna"),
                request);
    }

    @Test
    void refusesABulkThatSaysTooLittle() throws Exception {
        assertEquals(List.of("/action", "/filter"), wrong("{}"));
        assertEquals(List.of(""), wrong("{\"action\":\"cancel\",\"filter\":{}}"));
        assertEquals(
                List.of("/action", "/filter/stat", "/filter/after"),
                wrong("{\"action\":\"kill\",\"filter\":{\"stat\":\"x\",\"after\":\"noon\"}}"));
        assertEquals(
                List.of(""),
                wrong("{\"action\":\"cancel\",\"filter\":{\"task\":\"t\"},\"limit\":10001}"));
        assertTrue(gantry.control.asked.isEmpty());
    }

    @Test
    void listsDeadLettersAndTimes() throws Exception {
        gantry.get("/api/v1/runs?deadLetter=true&after=2026-01-01T00:00:00Z");
        assertEquals(RunQuery.Only.DEAD_LETTER, gantry.runs.lastQuery.only());
        assertEquals(Instant.parse("2026-01-01T00:00:00Z"), gantry.runs.lastQuery.after());
        assertEquals(400, gantry.get("/api/v1/runs?before=noon").status());
    }

    @Test
    void takesADeadlineAsSpanOrTime() throws Exception {
        assertEquals(202, gantry.post(RUNS, "{\"deadline\":\"2h\"}").status());
        assertEquals(202, gantry.post(RUNS, "{\"deadline\":\"2030-01-01T00:00:00Z\"}").status());
        assertEquals(
                new Deadline.Within(Duration.ofHours(2)), gantry.runs.requests.get(1).deadline());
        assertEquals(
                new Deadline.At(Instant.parse("2030-01-01T00:00:00Z")),
                gantry.runs.requests.get(2).deadline());
        assertEquals(400, gantry.post(RUNS, "{\"deadline\":\"tomorrow\"}").status());
        assertEquals(400, gantry.post(RUNS, "{\"deadline\":\"PT0S\"}").status());
    }
}
