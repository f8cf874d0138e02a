package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.cli.FakeGantry.Ended;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

class ScheduleCommandsTest {
    private static final String SCHEDULE =
            """
            {"id":"s","task":"t","params":{"a":1},"every":null,"cron":"30 2 * * *",
             "zone":"Europe/Berlin","delay":null,"daylightSaving":{"gap":"skip","overlap":null},
             "missed":"last","missedWindow":null,"overlap":"skip","jitter":"PT0S","only":["work"],
             "except":[],"labels":{},"tenant":"default","paused":true,"version":7,
             "nextFire":null,"lastFire":null,"lastRun":null,
             "pause":{"note":"full disk","by":"ops","since":"2026-03-01T12:00:00Z"},
             "running":["01r"],"waiting":[],"skipped":3,"missedFires":0,
             "lastSkip":{"fireTime":"2026-03-01T11:00:00Z","at":"2026-03-01T11:00:00Z",
             "reason":"run 01r of this schedule was still open"},"problem":null}
            """;

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
    void addsWithAllRules() {
        gantry.on("PUT /api/v1/schedules/s", 201, SCHEDULE);
        Ended added =
                gantry.run(
                        "schedule",
                        "add",
                        "s",
                        "--task",
                        "t",
                        "--cron",
                        "30 2 * * *",
                        "--zone",
                        "Europe/Berlin",
                        "--gap",
                        "skip",
                        "--twice",
                        "both",
                        "--missed",
                        "all",
                        "--missed-window",
                        "1h",
                        "--overlap",
                        "buffer_one",
                        "--jitter",
                        "30s",
                        "--only",
                        "work,school",
                        "--except",
                        "closed",
                        "-p",
                        "a=1");
        assertEquals(0, added.code(), added.err());
        assertEquals(
                List.of(
                        "PUT /api/v1/schedules/s {\"task\":\"t\",\"params\":{\"a\":1},"
                                + "\"cron\":\"30 2 * * *\",\"zone\":\"Europe/Berlin\","
                                + "\"daylightSaving\":{\"gap\":\"skip\",\"overlap\":\"both\"},"
                                + "\"missed\":\"all\",\"missedWindow\":\"PT1H\","
                                + "\"overlap\":\"buffer_one\",\"jitter\":\"PT30S\","
                                + "\"only\":[\"work\",\"school\"],\"except\":[\"closed\"],"
                                + "\"paused\":false}"),
                gantry.requests());
        assertEquals(List.of("If-None-Match: *"), gantry.conditions());
        assertTrue(added.out().contains("full disk"), added.out());
        assertTrue(added.out().contains("run 01r of this schedule was still open"), added.out());
        Ended untimed = gantry.run("schedule", "add", "s", "--task", "t");
        assertEquals(ExitCode.USAGE, untimed.code());
        assertTrue(untimed.err().contains("--every, --cron or --delay"), untimed.err());
        assertEquals(ExitCode.USAGE, gantry.run("schedule", "add", "s", "--every", "10s").code());
    }

    @Test
    void listsAPageAndTellsThatThereAreMore() {
        String page = "{\"items\":[" + SCHEDULE + "],\"next\":%s}";
        gantry.on("GET /api/v1/schedules?limit=50", 200, page.formatted("\"s\""))
                .on("GET /api/v1/schedules?cursor=s&limit=7", 200, page.formatted("null"));
        assertEquals("There are more: --cursor s\n", gantry.run("schedule", "list").err());
        assertEquals("", gantry.run("schedule", "list", "-o", "json").err());
        Ended last = gantry.run("schedule", "list", "--cursor", "s", "--limit", "7");
        assertEquals(0, last.code());
        assertEquals("", last.err());
    }

    @Test
    void editsWhatIsNamedAndNothingElse() {
        gantry.on("GET /api/v1/schedules/s", 200, SCHEDULE)
                .on("PUT /api/v1/schedules/s", 200, SCHEDULE);
        Ended edited =
                gantry.run(
                        "schedule",
                        "edit",
                        "s",
                        "--overlap",
                        "allow",
                        "-p",
                        "b=2",
                        "--unset",
                        "only");
        assertEquals(0, edited.code(), edited.err());
        assertEquals(
                "PUT /api/v1/schedules/s {\"task\":\"t\",\"params\":{\"a\":1,\"b\":2},"
                        + "\"cron\":\"30 2 * * *\",\"zone\":\"Europe/Berlin\","
                        + "\"daylightSaving\":{\"gap\":\"skip\",\"overlap\":null},"
                        + "\"missed\":\"last\",\"overlap\":\"allow\",\"jitter\":\"PT0S\","
                        + "\"except\":[],\"labels\":{},\"tenant\":\"default\",\"paused\":true}",
                gantry.requests().getLast());
        assertEquals(List.of("If-Match: \"7\""), gantry.conditions());
        gantry.run("schedule", "edit", "s", "--delay", "5m");
        String delayed = gantry.requests().getLast();
        assertTrue(delayed.contains("\"delay\":\"PT5M\""), delayed);
        assertTrue(!delayed.contains("cron") && !delayed.contains("zone"), delayed);
        assertEquals(
                ExitCode.USAGE, gantry.run("schedule", "edit", "s", "--unset", "colour").code());
    }

    @Test
    void previewsWhatIsStoredAndWhatIsNot() {
        String preview =
                """
                {"zone":"Europe/Berlin","items":[{"fireTime":"2026-03-29T01:00:00Z",
                 "dueAt":"2026-03-29T01:00:00Z","local":"2026-03-29T03:00+02:00",
                 "daylightSaving":"stands for 02:30"}],
                 "skipped":[{"local":"2027-03-28T02:30","reason":"does not exist"}]}
                """;
        gantry.on("GET /api/v1/schedules/s/preview?count=3", 200, preview)
                .on("GET /api/v1/schedules/s", 200, SCHEDULE)
                .on("POST /api/v1/schedules/preview?count=10", 200, preview);
        Ended stored = gantry.run("schedule", "preview", "s", "--count", "3");
        assertEquals(
                """
                FIRE TIME             LOCAL (Europe/Berlin)   CLOCK CHANGE
                2026-03-29T01:00:00Z  2026-03-29T03:00+02:00  stands for 02:30
                No fire at local 2027-03-28T02:30: it does not exist.
                """,
                stored.out().replace(System.lineSeparator(), "\n"));
        assertEquals(
                0,
                gantry.run("schedule", "preview", "--cron", "30 2 * * *", "--gap", "skip").code());
        assertTrue(gantry.requests().getLast().contains("\"gap\":\"skip\""));
        assertEquals(0, gantry.run("schedule", "preview", "s", "--gap", "shift").code());
        assertTrue(gantry.requests().getLast().contains("\"gap\":\"shift\""));
        assertEquals(ExitCode.USAGE, gantry.run("schedule", "preview").code());
    }

    @Test
    void backfillsAndPauses() {
        gantry.on(
                        "POST /api/v1/schedules/s/backfill",
                        200,
                        "{\"dryRun\":false,\"fires\":2,\"made\":1,\"known\":1,\"waiting\":0,"
                                + "\"fireTimes\":[\"2026-03-01T00:00:00Z\",\"2026-03-02T00:00:00Z\"]}")
                .on("POST /api/v1/schedules/s/pause", 200, SCHEDULE);
        Ended done =
                gantry.run(
                        "schedule",
                        "backfill",
                        "s",
                        "--from",
                        "2026-03-01T00:00:00Z",
                        "--to",
                        "2026-03-02T00:00:00Z");
        assertTrue(done.out().startsWith("2 fire times: 1 runs made, 1 known"), done.out());
        assertEquals(
                "POST /api/v1/schedules/s/backfill {\"from\":\"2026-03-01T00:00:00Z\","
                        + "\"to\":\"2026-03-02T00:00:00Z\",\"dryRun\":false}",
                gantry.requests().getLast());
        gantry.run("schedule", "pause", "s", "--note", "full disk", "--by", "ops");
        assertEquals(
                "POST /api/v1/schedules/s/pause {\"note\":\"full disk\",\"by\":\"ops\"}",
                gantry.requests().getLast());
    }
}
