package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.schedule.DaylightSaving;
import dev.gantry.spi.schedule.FireRules;
import dev.gantry.spi.schedule.MissedPolicy;
import dev.gantry.spi.schedule.OverlapPolicy;
import dev.gantry.spi.schedule.RunRules;
import dev.gantry.spi.schedule.Timing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

class DefinitionApiTest {
    private static final String SCHEDULE = "/api/v1/schedules/nightly";
    private static final String CHECK = "/api/v1/checks/disk";
    private static final String EVERY = "{\"task\":\"files.cleanup\",\"every\":\"PT10S\"}";
    private static final String INSPECT = "{\"detector\":\"disk.room\"}";
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
    void aSecretOfAScheduleIsNotShownAndMayBeSentBack() throws Exception {
        String body =
                "{\"task\":\"files.cleanup\",\"every\":\"PT10S\",\"params\":{\"key\":\"%s\"}}";
        JsonNode made = gantry.put(SCHEDULE, body.formatted("open-sesame")).json();
        assertEquals("***", made.path("params").path("key").stringValue());
        assertFalse(gantry.get(SCHEDULE).text().contains("open-sesame"));
        assertFalse(gantry.get("/api/v1/schedules").text().contains("open-sesame"));
        assertEquals(200, gantry.put(SCHEDULE, body.formatted("***")).status());
        assertEquals(
                "{\"key\":\"open-sesame\"}", gantry.schedules.all.get("nightly").spec().params());
    }

    @Test
    void makesReplacesAndDeletesASchedule() throws Exception {
        var made =
                gantry.put(
                        SCHEDULE,
                        """
                        {"task": "files.cleanup", "params": {"directory": "/tmp"},
                         "cron": "0 0 3 * * *", "zone": "Europe/Berlin",
                         "labels": {"a": "b"}, "tenant": "acme", "paused": true}
                        """);
        assertEquals(201, made.status());
        assertEquals(SCHEDULE, made.header("Location"));
        assertEquals("\"1\"", made.header("ETag"));
        JsonNode json = made.json();
        assertEquals("0 0 3 * * *", json.path("cron").stringValue());
        assertEquals("Europe/Berlin", json.path("zone").stringValue());
        assertTrue(json.path("every").isNull());
        assertEquals("/tmp", json.path("params").path("directory").stringValue());
        assertTrue(json.path("nextFire").isNull());
        assertEquals(
                new Timing.Cron("0 0 3 * * *", ZoneId.of("Europe/Berlin")),
                gantry.schedules.all.get("nightly").spec().timing());

        var replaced = gantry.put(SCHEDULE, EVERY);
        assertEquals(200, replaced.status());
        assertEquals("PT10S", replaced.json().path("every").stringValue());
        assertEquals(1, gantry.get("/api/v1/schedules").json().path("items").size());
        assertEquals(204, gantry.send("DELETE", SCHEDULE, null).status());
        assertEquals(404, gantry.send("DELETE", SCHEDULE, null).status());
        assertEquals(404, gantry.get(SCHEDULE).status());
    }

    @Test
    void cronIsInUtcUnlessAZoneIsGiven() throws Exception {
        var made = gantry.put(SCHEDULE, "{\"task\":\"t\",\"cron\":\"0 3 * * *\"}");
        assertEquals("UTC", made.json().path("zone").stringValue());
        assertEquals(
                new Timing.Cron("0 3 * * *", ZoneOffset.UTC),
                gantry.schedules.all.get("nightly").spec().timing());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"every\":\"PT10S\"}",
                "{\"task\":\"t\"}",
                "{\"task\":\"t\",\"every\":\"PT10S\",\"cron\":\"0 3 * * *\"}",
                "{\"task\":\"t\",\"every\":\"PT0.5S\"}",
                "{\"task\":\"t\",\"every\":\"often\"}",
                "{\"task\":\"t\",\"every\":\"PT10S\",\"zone\":\"UTC\"}",
                "{\"task\":\"t\",\"cron\":\"0 3 * * *\",\"zone\":\"Mars/Base\"}",
                "{\"task\":\"t\",\"every\":\"PT10S\",\"paused\":\"yes\"}"
            })
    void refusesAScheduleThatMakesNoSense(String body) throws Exception {
        var reply = gantry.put(SCHEDULE, body);
        assertEquals(400, reply.status(), body);
        assertTrue(reply.json().path("errors").size() > 0, reply.text());
        assertTrue(gantry.schedules.all.isEmpty());
    }

    @Test
    void takesHowItsRunsAreRunAndShowsIt() throws Exception {
        String runs =
                """
                {"task":"t","every":"PT10S","timeout":"PT30S","deadline":"PT1H","sla":"gold",
                "priority":7,"retry":{"attempts":5,"first":"PT1S","max":"PT1M",
                "unless":["timeout"],"within":"PT30M"}}""";
        JsonNode made = gantry.put(SCHEDULE, runs).json();
        assertEquals("PT30S", made.path("timeout").stringValue());
        assertEquals("PT1H", made.path("deadline").stringValue());
        assertEquals("gold", made.path("sla").stringValue());
        assertEquals(7, made.path("priority").intValue());
        assertEquals("PT30M", made.path("retry").path("within").stringValue());
        assertEquals("timeout", made.path("retry").path("unless").path(0).stringValue());
        assertEquals(
                new RunRules(
                        Duration.ofSeconds(30),
                        Duration.ofHours(1),
                        new RetryPolicy(
                                5,
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(1),
                                Set.of("timeout"),
                                Duration.ofMinutes(30)),
                        SlaClass.GOLD,
                        7),
                gantry.schedules.all.get("nightly").spec().runs());
        JsonNode plain = gantry.put(SCHEDULE, "{\"task\":\"t\",\"every\":\"PT10S\"}").json();
        assertTrue(plain.path("retry").isNull() && plain.path("timeout").isNull());
        for (String wrong :
                List.of(
                        "\"timeout\":\"PT0S\"",
                        "\"priority\":101",
                        "\"retry\":{\"attempts\":0}",
                        "\"retry\":{\"tries\":1}")) {
            String body = "{\"task\":\"t\",\"every\":\"PT10S\"," + wrong + "}";
            assertEquals(400, gantry.put(SCHEDULE, body).status(), wrong);
        }
    }

    @Test
    void takesAllRulesAndShowsThem() throws Exception {
        var made =
                gantry.put(
                        SCHEDULE,
                        """
                        {"task": "t", "cron": "30 2 * * *", "zone": "Europe/Berlin",
                         "daylightSaving": {"gap": "shift", "overlap": "second"},
                         "missed": "all", "missedWindow": "PT1H", "overlap": "buffer_one",
                         "jitter": "PT30S", "only": ["work"], "except": ["closed"]}
                        """);
        assertEquals(201, made.status(), made.text());
        var spec = gantry.schedules.all.get("nightly").spec();
        assertEquals(
                new Timing.Cron(
                        "30 2 * * *",
                        ZoneId.of("Europe/Berlin"),
                        new DaylightSaving(
                                DaylightSaving.Gap.SHIFT, DaylightSaving.Overlap.SECOND)),
                spec.timing());
        assertEquals(
                new FireRules(
                        MissedPolicy.ALL,
                        Duration.ofHours(1),
                        OverlapPolicy.BUFFER_ONE,
                        Duration.ofSeconds(30),
                        List.of("work"),
                        List.of("closed")),
                spec.rules());
        JsonNode json = made.json();
        assertEquals("shift", json.path("daylightSaving").path("gap").stringValue());
        assertEquals("buffer_one", json.path("overlap").stringValue());
        assertEquals("all", json.path("missed").stringValue());
        assertEquals(2, json.path("skipped").intValue());
        assertEquals("it overlaps", json.path("lastSkip").path("reason").stringValue());
        var delayed = gantry.put(SCHEDULE, "{\"task\":\"t\",\"delay\":\"5m\"}");
        assertEquals("PT5M", delayed.json().path("delay").stringValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "overlap":"never"             | /overlap             | buffer_one
                    "missed":"some"               | /missed              | none, last, all
                    "missedWindow":"PT1S"         | /missedWindow        | at least PT10S
                    "jitter":"P2D"                | /jitter              | at most PT24H
                    "only":"work"                 | /only                | list of texts
                    "daylightSaving":{"gap":"x"}  | /daylightSaving/gap  | skip, before
                    "delay":"PT5S"                |                      | give one of
                    """)
    void namesTheRuleThatIsWrong(String member, String pointer, String remedy) throws Exception {
        var reply = gantry.put(SCHEDULE, "{\"task\":\"t\",\"cron\":\"0 3 * * *\"," + member + "}");
        assertEquals(400, reply.status(), reply.text());
        JsonNode error = reply.json().path("errors").path(0);
        assertEquals(pointer == null ? "" : pointer, error.path("pointer").stringValue());
        assertTrue(error.path("detail").stringValue().contains(remedy), reply.text());
    }

    @Test
    void previewsBackfillsAndListsCalendars() throws Exception {
        gantry.put(SCHEDULE, EVERY);
        JsonNode preview =
                gantry.get(SCHEDULE + "/preview?count=2&from=2026-03-28T00:00:00Z").json();
        assertEquals(2, preview.path("items").size());
        JsonNode first = preview.path("items").path(0);
        assertEquals("2026-03-28T00:00:01Z", first.path("fireTime").stringValue());
        assertEquals("2026-03-28T01:00:01+01:00", first.path("local").stringValue());
        assertEquals("it is odd", first.path("daylightSaving").stringValue());
        assertEquals(
                "2026-03-29T02:30", preview.path("skipped").path(0).path("local").stringValue());
        assertEquals(400, gantry.get(SCHEDULE + "/preview?from=yesterday").status());
        var unsaved =
                gantry.send(
                        "POST", "/api/v1/schedules/preview?count=1", "{\"cron\":\"0 3 * * *\"}");
        assertEquals(200, unsaved.status(), unsaved.text());
        assertEquals(400, gantry.send("POST", "/api/v1/schedules/preview", "{}").status());

        String range = "{\"from\":\"2026-03-01T00:00:00Z\",\"to\":\"2026-03-02T00:00:00+01:00\"";
        JsonNode done = gantry.send("POST", SCHEDULE + "/backfill", range + "}").json();
        assertEquals(1, done.path("made").intValue());
        assertEquals("2026-03-01T23:00:00Z", done.path("fireTimes").path(1).stringValue());
        JsonNode dry =
                gantry.send("POST", SCHEDULE + "/backfill", range + ",\"dryRun\":true}").json();
        assertTrue(dry.path("dryRun").booleanValue());
        var bad = gantry.send("POST", SCHEDULE + "/backfill", "{\"from\":\"now\"}");
        assertEquals(400, bad.status());
        assertEquals(2, bad.json().path("errors").size());

        var paused = gantry.send("POST", SCHEDULE + "/pause", "{\"note\":\"full\",\"by\":\"ops\"}");
        assertEquals("full", paused.json().path("pause").path("note").stringValue());
        JsonNode calendar = gantry.get("/api/v1/calendars").json().path("items").path(0);
        assertEquals("holidays", calendar.path("name").stringValue());
        assertEquals("2026-12-25", calendar.path("next").path(0).stringValue());
    }

    @Test
    void pausesResumesFiresAndForetells() throws Exception {
        gantry.put(SCHEDULE, EVERY);
        var paused = gantry.send("POST", SCHEDULE + "/pause", null);
        assertTrue(paused.json().path("paused").booleanValue());
        assertEquals("\"2\"", paused.header("ETag"));
        assertTrue(
                !gantry.send("POST", SCHEDULE + "/resume", null)
                        .json()
                        .path("paused")
                        .booleanValue());
        var fired = gantry.send("POST", SCHEDULE + "/fire", null);
        assertEquals(202, fired.status());
        assertEquals("/api/v1/runs/01run00000001", fired.header("Location"));
        assertEquals("01run00000001", fired.json().path("id").stringValue());
        JsonNode times = gantry.get(SCHEDULE + "/upcoming?count=2").json().path("items");
        assertEquals("2026-03-01T12:00:01Z", times.path(0).stringValue());
        assertEquals(2, times.size());
        assertEquals(10, gantry.get(SCHEDULE + "/upcoming").json().path("items").size());
        assertEquals(404, gantry.send("POST", "/api/v1/schedules/none/fire", null).status());
    }

    @ParameterizedTest
    @CsvSource({SCHEDULE + "," + "schedule", CHECK + "," + "check"})
    void changesDependOnTheVersionThatTheCallerSaw(String path, String kind) throws Exception {
        String body = kind.equals("check") ? INSPECT : EVERY;
        assertEquals(412, gantry.put(path, body, "If-Match", "*").status());
        assertEquals(412, gantry.put(path, body, "If-Match", "\"1\"").status());
        assertEquals(201, gantry.put(path, body, "If-None-Match", "*").status());
        assertEquals(412, gantry.put(path, body, "If-None-Match", "*").status());
        assertEquals(200, gantry.put(path, body, "If-Match", "\"9\", \"1\"").status());
        var stale = gantry.put(path, body, "If-Match", "\"1\"");
        assertEquals(412, stale.status());
        assertEquals("precondition_failed", stale.json().path("code").stringValue());
        assertEquals(200, gantry.put(path, body, "If-Match", "*").status());
        assertEquals("\"3\"", gantry.get(path).header("ETag"));
        assertEquals(304, gantry.get(path, "If-None-Match", "\"3\"").status());
        assertEquals(200, gantry.get(path, "If-None-Match", "\"2\"").status());
        assertEquals(412, gantry.send("DELETE", path, null, "If-Match", "\"1\"").status());
        assertEquals(204, gantry.send("DELETE", path, null, "If-Match", "\"3\"").status());
    }

    @Test
    void makesReplacesAndDeletesACheck() throws Exception {
        var made = gantry.put(CHECK, INSPECT);
        assertEquals(201, made.status());
        assertEquals("unknown", made.json().path("status").stringValue());
        assertTrue(made.json().path("last").isNull());
        assertEquals("PT1M", made.json().path("interval").stringValue());
        var replaced =
                gantry.put(
                        CHECK,
                        """
                        {"detector": "disk.room", "config": {"path": "/"}, "interval": "30s",
                         "timeout": "PT5S", "labels": {"a": "b"}, "paused": false}
                        """);
        JsonNode json = replaced.json();
        assertEquals("warn", json.path("status").stringValue());
        assertEquals("8 % free", json.path("last").path("reasons").path(0).stringValue());
        assertEquals("PT30S", json.path("interval").stringValue());
        assertEquals("/", json.path("config").path("path").stringValue());
        assertEquals(Duration.ofSeconds(5), gantry.checks.all.get("disk").spec().timeout());
        JsonNode verdict = gantry.get(CHECK + "/verdicts").json().path("items").path(0);
        assertEquals(0.08, verdict.path("measurements").path("free.ratio").doubleValue());
        assertTrue(verdict.path("measurements").path("nothing").isNull());
        JsonNode vote = verdict.path("votes").path(0);
        assertEquals("threshold", vote.path("voter").stringValue());
        assertEquals("free.ratio: warn < 10 %", vote.path("by").stringValue());
        assertEquals(0.08, vote.path("seen").doubleValue());
        assertEquals("{\"low\":0.1,\"high\":null}", vote.path("expected").toString());
        assertTrue(verdict.path("votes").path(1).path("expected").isNull());
        assertEquals(
                "disk",
                gantry.get("/api/v1/checks").json().path("items").path(0).path("id").stringValue());
        assertEquals(204, gantry.send("DELETE", CHECK, null).status());
        assertEquals(404, gantry.get(CHECK).status());
        assertEquals(404, gantry.get(CHECK + "/verdicts").status());
    }

    @Test
    void namesWhatDoesNotFitByItsPlaceInTheBody() throws Exception {
        var check = gantry.put(CHECK, "{\"detector\":\"d\",\"config\":{\"x\":\"bad\"}}");
        assertEquals(422, check.status());
        assertEquals(
                "/config/x", check.json().path("errors").path(0).path("pointer").stringValue());
        var schedule =
                gantry.put(
                        SCHEDULE, "{\"task\":\"t\",\"every\":\"1m\",\"params\":{\"x\":\"bad\"}}");
        assertEquals(
                "/params/x", schedule.json().path("errors").path(0).path("pointer").stringValue());
        assertEquals(
                400, gantry.put(CHECK, "{\"detector\":\"d\",\"interval\":\"PT0.1S\"}").status());
        assertEquals(400, gantry.put(CHECK, "{}").status());
    }
}
