package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

class RunApiTest {
    private static final String RUNS = "/api/v1/tasks/files.cleanup/runs";
    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new TestGantry(home);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void startsARunWithAllThatMayBeSaid() throws Exception {
        var reply =
                gantry.post(
                        RUNS,
                        """
                        {"params": {"directory": "/tmp", "ratio": 0.10, "big": 12345678901234567890},
                         "labels": {"team": "blue"}, "tenant": "acme", "sla": "gold",
                         "priority": 5, "delay": "PT1M", "timeout": "30s",
                         "retry": {"attempts": 4, "first": "PT2S", "max": "PT1M", "within": "1h",
                                   "unless": ["timeout", "acme.Rejected"]}, "key": "k1"}
                        """,
                        "traceparent",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertEquals(202, reply.status());
        assertEquals("/api/v1/runs/01run00000001", reply.header("Location"));
        JsonNode run = reply.json();
        assertEquals("queued", run.path("state").stringValue());
        assertTrue(run.path("result").isNull());
        assertEquals("/tmp", run.path("params").path("directory").stringValue());
        RunRequest request = gantry.runs.requests.getFirst();
        assertEquals(
                new RunRequest(
                        "files.cleanup",
                        "{\"directory\":\"/tmp\",\"ratio\":0.10,\"big\":12345678901234567890}",
                        Map.of("team", "blue"),
                        "acme",
                        SlaClass.GOLD,
                        5,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(30),
                        new RetryPolicy(
                                4,
                                Duration.ofSeconds(2),
                                Duration.ofMinutes(1),
                                Set.of("timeout", "acme.Rejected"),
                                Duration.ofHours(1)),
                        "k1",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        null,
                        "manual"),
                request);
    }

    @Test
    void startsARunOfWhichNothingIsSaid() throws Exception {
        assertEquals(202, gantry.send("POST", RUNS, null).status());
        assertEquals(RunRequest.of("files.cleanup", "{}"), gantry.runs.requests.getFirst());
    }

    @Test
    void startsManyAndAnswersEach() throws Exception {
        var reply =
                gantry.post(
                        "/api/v1/runs/batch",
                        """
                        {"runs": [{"task": "files.cleanup", "key": "k1", "tenant": "acme"},
                                  {"task": "files.cleanup", "params": {"bad": 1}},
                                  {"task": "no.such"},
                                  {"task": "files.cleanup", "key": "k1", "tenant": "acme"}]}
                        """);
        assertEquals(202, reply.status());
        var items = reply.json().path("items");
        assertEquals("01run00000001", items.path(0).path("id").stringValue());
        assertEquals("refused", items.path(1).path("problem").path("code").stringValue());
        assertEquals(
                "/params/olderThan",
                items.path(1).path("problem").path("errors").path(0).path("pointer").stringValue());
        assertEquals(404, items.path(2).path("problem").path("status").intValue());
        assertTrue(items.path(3).path("duplicate").booleanValue());
        assertEquals(2, reply.json().path("accepted").intValue());
        assertEquals(2, reply.json().path("refused").intValue());
        assertEquals("acme", gantry.runs.requests.getFirst().tenant());
    }

    @Test
    void aBatchOfWhichNothingIsAcceptedIsNoSuccess() throws Exception {
        var reply =
                gantry.post(
                        "/api/v1/runs/batch",
                        "{\"runs\": [{\"task\": \"no.such\"}, {\"task\": \"no.such\"}]}");
        assertEquals(404, reply.status());
        assertTrue(
                reply.json().path("detail").stringValue().startsWith("None of the 2 was accepted"));
        gantry.runs.failure =
                new dev.gantry.spi.run.GantryException(
                        dev.gantry.spi.run.GantryException.Code.UNAVAILABLE, "the disk is full");
        reply = gantry.post("/api/v1/runs/batch", "{\"runs\": [{\"task\": \"files.cleanup\"}]}");
        assertEquals(503, reply.status());
    }

    @Test
    void aMalformedBatchIsRefusedAsAWhole() throws Exception {
        for (String bad :
                List.of(
                        "{}",
                        "{\"runs\": []}",
                        "{\"runs\": [{\"task\": \"files.cleanup\"}, {\"params\": {}}]}",
                        "{\"runs\": [{\"task\": \"files.cleanup\"}, {\"task\": 1}]}",
                        "{\"runs\": [{\"task\": \"files.cleanup\", \"prio\": 1}]}")) {
            assertEquals(400, gantry.post("/api/v1/runs/batch", bad).status(), bad);
        }
        assertTrue(gantry.runs.requests.isEmpty());
    }

    @Test
    void dropsAMalformedTraceparent() throws Exception {
        gantry.post(RUNS, "{}", "traceparent", "00-zz-zz-01");
        assertNull(gantry.runs.requests.getFirst().traceparent());
    }

    @Test
    void waitsForTheRun() throws Exception {
        CompletableFuture<Void> finisher =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                gantry.runs.awaited.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            gantry.runs.finish("01run00000001");
                        });
        var reply = gantry.post(RUNS + "?wait=PT30S", "{}");
        finisher.join();
        assertEquals(200, reply.status());
        assertEquals("success", reply.json().path("result").stringValue());
        assertEquals(3, reply.json().path("output").path("deleted").intValue());
        assertEquals("acme.files", reply.json().path("plugin").path("id").stringValue());
    }

    @Test
    void answersWithTheRunAsItIsWhenTheWaitIsOver() throws Exception {
        assertEquals(202, gantry.post(RUNS + "?wait=10ms", "{}").status());
        var reply = gantry.get("/api/v1/runs/01run00000001?wait=PT0.01S");
        assertEquals(200, reply.status());
        assertEquals("queued", reply.json().path("state").stringValue());
        for (String bad : List.of("soon", "-PT1S", "PT11M")) {
            assertEquals(400, gantry.post(RUNS + "?wait=" + bad, "{}").status(), bad);
        }
        assertEquals(1, gantry.runs.requests.size());
    }

    @Test
    void aWaitEndsWhenTheEngineGoes() throws Exception {
        var waiting =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return gantry.post(RUNS + "?wait=PT5M", "{}");
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        gantry.runs.awaited.await();
        gantry.resources.remove(gantry.runResource);
        assertEquals(202, waiting.join().status());
    }

    @Test
    void repeatsAreAnsweredWithTheFirstRun() throws Exception {
        var first = gantry.post(RUNS, "{\"params\":{\"a\":1}}", "Idempotency-Key", "\"abc\"");
        var again = gantry.post(RUNS, "{\"params\":{\"a\":1},\"key\":\"abc\"}");
        assertEquals(202, again.status());
        assertEquals("", first.header("Idempotent-Replayed"));
        assertEquals("true", again.header("Idempotent-Replayed"));
        assertEquals(first.json().path("id"), again.json().path("id"));
        var other = gantry.post(RUNS, "{\"params\":{\"a\":2}}", "Idempotency-Key", "abc");
        assertEquals(422, other.status());
        assertEquals("refused", other.json().path("code").stringValue());
        assertEquals(400, gantry.post(RUNS, "{\"key\":\"x\"}", "Idempotency-Key", "y").status());
        assertEquals(400, gantry.post(RUNS, "{\"key\":\" \"}").status());
    }

    @Test
    void namesWrongParametersByTheirPlaceInTheBody() throws Exception {
        var reply = gantry.post(RUNS, "{\"params\":{\"olderThan\":\"bad\"}}");
        assertEquals(422, reply.status());
        JsonNode error = reply.json().path("errors").path(0);
        assertEquals("/params/olderThan", error.path("pointer").stringValue());
        assertEquals("not an ISO-8601 duration", error.path("detail").stringValue());
    }

    @Test
    void saysAllThatIsWrongWithABodyAtOnce() throws Exception {
        var reply =
                gantry.post(
                        RUNS,
                        """
                        {"parms": {}, "labels": {"a/b": 1}, "sla": "platinum", "priority": "high",
                         "delay": "later", "retry": {"atempts": 3}}
                        """);
        assertEquals(400, reply.status());
        List<String> pointers =
                reply.json()
                        .path("errors")
                        .valueStream()
                        .map(each -> each.path("pointer").stringValue())
                        .toList();
        assertEquals(
                List.of("/parms", "/labels/a~1b", "/sla", "/priority", "/delay", "/retry/atempts"),
                pointers);
        assertTrue(
                reply.json().path("detail").stringValue().contains("did you mean params?"),
                reply.text());
        assertEquals(400, gantry.post(RUNS, "{\"priority\":500}").status());
        assertEquals(400, gantry.post(RUNS, "{\"retry\":{\"attempts\":0}}").status());
        assertEquals(400, gantry.post(RUNS, "{\"retry\":{\"unless\":[\"\"]}}").status());
        assertEquals(400, gantry.post(RUNS, "{\"retry\":{\"within\":\"PT0S\"}}").status());
        assertEquals(400, gantry.post(RUNS, "{\"params\":[1]}").status());
        assertEquals(400, gantry.post(RUNS, "[]").status());
        assertTrue(gantry.runs.requests.isEmpty());
    }

    @Test
    void unknownTasksFullQueuesAndFaultsAreProblems() throws Exception {
        assertEquals(404, gantry.post("/api/v1/tasks/no.such/runs", "{}").status());
        gantry.runs.failure = new GantryException(GantryException.Code.OVERLOADED, "Full.");
        var full = gantry.post(RUNS, "{}");
        assertEquals(429, full.status());
        assertEquals("1", full.header("Retry-After"));
        assertTrue(full.json().path("retryable").booleanValue());
        gantry.runs.failure = new IllegalStateException("secret internals");
        var broken = gantry.post(RUNS, "{}");
        assertEquals(500, broken.status());
        assertFalse(broken.text().contains("secret"));
        assertFalse(broken.json().path("incident").stringValue().isEmpty());
    }

    @Test
    void listsRunsByFilter() throws Exception {
        gantry.post(RUNS, "{}");
        gantry.post(RUNS, "{}");
        var reply =
                gantry.get(
                        "/api/v1/runs?state=finished&result=success&task=files.cleanup&plugin=p"
                                + "&tenant=t&label=a=1&label=b=x%3Dy&limit=7&cursor=abc");
        assertEquals(200, reply.status());
        assertEquals(2, reply.json().path("items").size());
        assertEquals("c-01run00000001", reply.json().path("next").stringValue());
        var query = gantry.runs.lastQuery;
        assertEquals(RunState.FINISHED, query.state());
        assertEquals(RunResult.SUCCESS, query.result());
        assertEquals("files.cleanup", query.task());
        assertEquals("p", query.plugin());
        assertEquals("t", query.tenant());
        assertEquals(Map.of("a", "1", "b", "x=y"), query.labels());
        assertEquals(7, query.limit());
        assertEquals("abc", query.cursor());
        gantry.get("/api/v1/runs");
        assertEquals(50, gantry.runs.lastQuery.limit());
        for (String bad :
                List.of("limit=0", "limit=1001", "limit=x", "state=done", "label=x", "staet=x")) {
            assertEquals(400, gantry.get("/api/v1/runs?" + bad).status(), bad);
        }
        assertTrue(gantry.get("/api/v1/runs?staet=x").text().contains("did you mean state?"));
    }

    @Test
    void cancelsARunOnce() throws Exception {
        gantry.post(RUNS, "{}");
        String run = "/api/v1/runs/01run00000001";
        var reply = gantry.post(run + "/cancel", "{\"reason\":\"by hand\"}");
        assertEquals(202, reply.status());
        assertEquals("cancelling", reply.json().path("state").stringValue());
        gantry.runs.finish("01run00000001");
        var late = gantry.send("POST", run + "/cancel", null);
        assertEquals(409, late.status());
        assertEquals("01run00000001", late.json().path("runId").stringValue());
    }

    @Test
    void showsAttempts() throws Exception {
        gantry.post(RUNS, "{}");
        JsonNode attempt =
                gantry.get("/api/v1/runs/01run00000001/attempts").json().path("items").path(0);
        assertEquals("failed", attempt.path("state").stringValue());
        assertEquals("disk full", attempt.path("error").path("message").stringValue());
        assertEquals("PT1S", attempt.path("phases").path(0).path("took").stringValue());
        assertEquals(404, gantry.get("/api/v1/runs/none/attempts").status());
        assertEquals(404, gantry.get("/api/v1/runs/none").status());
    }

    @Test
    void readsLogsInPages() throws Exception {
        gantry.post(RUNS, "{}");
        for (int i = 1; i <= 5; i++) {
            gantry.runs.log(i, "line " + i);
        }
        String logs = "/api/v1/runs/01run00000001/logs";
        JsonNode page = gantry.get(logs + "?after=1&limit=3").json();
        assertEquals(3, page.path("items").size());
        assertEquals("line 2", page.path("items").path(0).path("message").stringValue());
        assertEquals(4, page.path("next").intValue());
        JsonNode rest = gantry.get(logs + "?after=4&limit=3").json();
        assertEquals(1, rest.path("items").size());
        assertTrue(rest.path("next").isNull());
    }

    @Test
    void followsALogToTheEndOfTheRun() throws Exception {
        gantry.post(RUNS, "{}");
        gantry.runs.log(1, "one");
        gantry.runs.log(2, "two\nlines");
        try (EventReader reader =
                gantry.events("/api/v1/runs/01run00000001/logs", "Last-Event-ID", "1")) {
            assertEquals(200, reader.status());
            assertEquals("text/event-stream", reader.contentType());
            EventReader.Item second = reader.next();
            assertEquals("2", second.id());
            assertEquals("log", second.name());
            assertEquals("two\nlines", second.json().path("message").stringValue());
            gantry.runs.log(3, "three");
            gantry.runs.finish("01run00000001");
            assertEquals("3", reader.next().id());
            EventReader.Item end = reader.next();
            assertEquals("end", end.name());
            gantry.openApi.checkSchema("Run", end.json());
            assertEquals("finished", end.json().path("state").stringValue());
            assertNull(reader.next());
        }
    }
}
