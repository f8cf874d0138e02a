package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Flaky;
import dev.gantry.itests.tasks.Mark;
import dev.gantry.itests.tasks.Stubborn;
import dev.gantry.itests.tasks.Transfer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a caller sees of runs. */
class RunsIT {
    @TempDir static Path folder;
    private static Gantry gantry;

    @BeforeAll
    static void start() throws Exception {
        gantry =
                Gantry.start(
                        folder.resolve("home"),
                        "--set",
                        "gantry.engine.cancel.grace=PT0.3S",
                        "--set",
                        "gantry.engine.cancel.abandon=PT0.5S");
        gantry.drop(
                PluginJar.make(
                        folder,
                        "test.tasks",
                        "1.0.0",
                        Mark.class,
                        Flaky.class,
                        Transfer.class,
                        Stubborn.class));
        gantry.awaitRevision("test.tasks", "active");
    }

    @AfterAll
    static void stop() throws Exception {
        gantry.close();
    }

    @Test
    void runsToAResult() throws Exception {
        Path file = folder.resolve("marks.txt");
        JsonNode run = gantry.run("test.mark", "{\"file\":\"" + file + "\",\"number\":7}");
        assertEquals("finished", run.path("state").asString());
        assertEquals("success", run.path("result").asString());
        assertEquals(7, run.path("output").path("number").asInt());
        assertEquals("test.tasks", run.path("plugin").path("id").asString());
        assertEquals(64, run.path("plugin").path("sha256").asString().length());
        assertEquals("7 " + run.path("id").asString(), Files.readString(file).strip());
    }

    @Test
    void refusesParametersThatDoNotFitAndNamesTheField() throws Exception {
        Gantry.Answer answer =
                gantry.send(
                        "POST",
                        "/api/v1/tasks/test.mark/runs",
                        "{\"params\":{\"file\":\"/x\",\"number\":\"seven\",\"wrok\":\"PT1S\"}}");
        assertEquals(422, answer.status());
        String body = answer.body().toString();
        assertTrue(body.contains("/number"), body);
        assertTrue(body.contains("`work`") || body.contains("work"), body);
    }

    @Test
    void namesTheNearestTaskTypeWhenThereIsNone() throws Exception {
        Gantry.Answer answer =
                gantry.send("POST", "/api/v1/tasks/test.marc/runs", Map.of("params", Map.of()));
        assertEquals(404, answer.status());
        assertTrue(answer.body().path("detail").asString().contains("test.mark"));
    }

    @Test
    void makesOneRunForOneKey() throws Exception {
        String body = "{\"params\":{\"file\":\"" + folder.resolve("once.txt") + "\",\"number\":1}}";
        Gantry.Answer first =
                gantry.send(
                        "POST", "/api/v1/tasks/test.mark/runs", body, "Idempotency-Key", "key-1");
        Gantry.Answer second =
                gantry.send(
                        "POST", "/api/v1/tasks/test.mark/runs", body, "Idempotency-Key", "key-1");
        assertEquals(202, first.status());
        assertNotNull(first.header("Location"));
        assertEquals(first.body().path("id"), second.body().path("id"));
        Gantry.Answer other =
                gantry.send(
                        "POST",
                        "/api/v1/tasks/test.mark/runs",
                        body.replace(":1}", ":2}"),
                        "Idempotency-Key",
                        "key-1");
        assertEquals(422, other.status());
    }

    @Test
    void retriesWithMemoryOfTheAttemptBefore() throws Exception {
        JsonNode run = gantry.run("test.flaky", "{\"failures\":2}");
        assertEquals("success", run.path("result").asString());
        assertEquals(3, run.path("output").path("attempts").asInt());
        assertEquals(2, run.path("output").path("remembered").asInt());
        JsonNode attempts =
                gantry.get("/api/v1/runs/" + run.path("id").asString() + "/attempts").path("items");
        assertEquals(3, attempts.size());
        assertEquals("failed", attempts.get(0).path("state").asString());
        assertEquals("succeeded", attempts.get(2).path("state").asString());
    }

    @Test
    void givesUpWhenAttemptsAreUsedUpAndSaysWhere() throws Exception {
        JsonNode run = gantry.run("test.flaky", "{\"failures\":9}");
        assertEquals("failure", run.path("result").asString());
        assertEquals(4, run.path("attempt").asInt());
        assertEquals("attempt 4 fails", run.path("error").path("message").asString());
        assertTrue(
                run.path("error").path("frame").asString().startsWith(Flaky.class.getName()),
                run.toString());
        JsonNode permanent = gantry.run("test.flaky", "{\"failures\":9,\"permanent\":true}");
        assertEquals("failure", permanent.path("result").asString());
        assertEquals(1, permanent.path("attempt").asInt());
    }

    @Test
    void rollsBackAndHidesNoError() throws Exception {
        Path trail = folder.resolve("trail.txt");
        JsonNode run =
                gantry.run(
                        "test.transfer",
                        "{\"trail\":\"" + trail + "\",\"failIn\":\"commit rollback\"}");
        assertEquals("failure", run.path("result").asString());
        assertEquals(
                List.of("prepare", "execute", "commit", "rollback"), Files.readAllLines(trail));
        String message = run.path("error").path("message").asString();
        assertTrue(message.contains("commit fails") && message.contains("rollback fails"), message);
    }

    @Test
    void stopsWhatIsPoliteInterruptibleAndDeaf() throws Exception {
        for (String manner : List.of("POLITE", "INTERRUPTIBLE", "DEAF")) {
            Gantry.Answer started =
                    gantry.send(
                            "POST",
                            "/api/v1/tasks/test.stubborn/runs",
                            "{\"params\":{\"manner\":\"" + manner + "\",\"work\":\"PT20S\"}}");
            String id = started.body().path("id").asString();
            gantry.awaitRun(id, r -> r.path("state").asString().equals("running"));
            assertEquals(202, cancel(id).status(), manner);
            JsonNode run = gantry.awaitRun(id, r -> r.path("state").asString().equals("finished"));
            assertEquals("cancelled", run.path("result").asString(), manner);
            assertEquals(409, cancel(id).status(), "a finished run cannot be cancelled");
        }
    }

    private static Gantry.Answer cancel(String id) throws Exception {
        return gantry.send("POST", "/api/v1/runs/" + id + "/cancel", null);
    }

    @Test
    void endsAnAttemptThatTakesTooLong() throws Exception {
        Gantry.Answer answer =
                gantry.send(
                        "POST",
                        "/api/v1/tasks/test.stubborn/runs?wait=PT20S",
                        "{\"params\":{\"manner\":\"POLITE\"},\"timeout\":\"PT0.2S\"}");
        assertEquals(200, answer.status());
        assertEquals("timeout", answer.body().path("result").asString());
    }

    @Test
    void delaysAStart() throws Exception {
        String body =
                "{\"params\":{\"file\":\""
                        + folder.resolve("later.txt")
                        + "\",\"number\":1},\"delay\":\"PT0.5S\"}";
        Gantry.Answer answer = gantry.send("POST", "/api/v1/tasks/test.mark/runs", body);
        assertEquals("scheduled", answer.body().path("state").asString());
        gantry.awaitRun(
                answer.body().path("id").asString(),
                r -> r.path("result").asString().equals("success"));
    }

    @Test
    void keepsTheLogAndStreamsIt() throws Exception {
        String id = gantry.run("test.flaky", "{\"failures\":1}").path("id").asString();
        JsonNode lines = gantry.get("/api/v1/runs/" + id + "/logs").path("items");
        assertEquals("attempt 1 remembers 0", lines.get(0).path("message").asString());
        var stream =
                gantry.send(
                        gantry.request("/api/v1/runs/" + id + "/logs")
                                .header("Accept", "text/event-stream")
                                .build(),
                        BodyHandlers.ofString());
        assertTrue(stream.body().contains("attempt 2 remembers 1"), stream.body());
        assertTrue(stream.body().contains("event: end"), stream.body());
    }

    @Test
    void listsNewestFirstPageByPage() throws Exception {
        for (int i = 0; i < 5; i++) {
            gantry.send(
                    "POST",
                    "/api/v1/tasks/test.flaky/runs?wait=PT20S",
                    "{\"params\":{\"failures\":0},\"labels\":{\"page\":\"yes\"}}");
        }
        String path = "/api/v1/runs?task=test.flaky&label=page=yes&limit=2";
        JsonNode first = gantry.get(path);
        assertEquals(2, first.path("items").size());
        JsonNode second = gantry.get(path + "&cursor=" + first.path("next").asString());
        JsonNode third = gantry.get(path + "&cursor=" + second.path("next").asString());
        assertEquals(1, third.path("items").size());
        assertTrue(third.path("next").isNull() || third.path("next").isMissingNode());
        String newest = first.path("items").get(0).path("id").asString();
        String oldest = third.path("items").get(0).path("id").asString();
        assertTrue(newest.compareTo(oldest) > 0);
        assertNotEquals(newest, first.path("items").get(1).path("id").asString());
    }

    @Test
    void joinsTheCallersTrace() throws Exception {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        Gantry.Answer answer =
                gantry.send(
                        "POST",
                        "/api/v1/tasks/test.flaky/runs?wait=PT20S",
                        "{\"params\":{\"failures\":0}}",
                        "traceparent",
                        "00-" + trace + "-b7ad6b7169203331-01");
        assertEquals(trace, answer.body().path("traceId").asString());
        gantry.await(
                "the run's log line with its trace",
                gantry::log,
                log -> log.contains("attempt 1 remembers 0") && log.contains(trace));
    }
}
