package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;

import dev.gantry.itests.tasks.Flaky;
import dev.gantry.itests.tasks.Stubborn;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Runs at fixed times, and detectors at intervals. */
class SchedulesAndChecksIT {
    @TempDir Path folder;
    private Path home;
    private Gantry gantry;

    @BeforeEach
    void start() throws Exception {
        home = folder.resolve("home");
        gantry = Gantry.start(home);
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    @Test
    void aScheduleStartsRunsAndSurvivesARestart() throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class));
        gantry.awaitRevision("test.tasks", "active");
        Gantry.Answer made =
                gantry.send(
                        "PUT",
                        "/api/v1/schedules/often",
                        "{\"task\":\"test.flaky\",\"params\":{\"failures\":0},\"every\":\"PT1S\"}");
        assertTrue(made.status() == 200 || made.status() == 201, made.body().toString());
        gantry.await("three runs", () -> scheduled(), count -> count >= 3);
        gantry.close();
        gantry = Gantry.start(home);
        int before = scheduled();
        gantry.await("one more after the restart", () -> scheduled(), count -> count > before);

        assertEquals(200, gantry.send("POST", "/api/v1/schedules/often/pause", null).status());
        assertTrue(
                gantry.get("/api/v1/schedules/often").path("nextFire").isNull()
                        || gantry.get("/api/v1/schedules/often").path("nextFire").isMissingNode());
        assertEquals(2, gantry.send("DELETE", "/api/v1/schedules/often", null).status() / 100);
        assertEquals(404, gantry.send("GET", "/api/v1/schedules/often", null).status());
    }

    private int scheduled() throws Exception {
        return gantry.get("/api/v1/runs?task=test.flaky&limit=100").path("items").size();
    }

    @Test
    void cronIsReadInItsZoneAndBadOnesAreRefused() throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class));
        gantry.awaitRevision("test.tasks", "active");
        gantry.send(
                "PUT",
                "/api/v1/schedules/nightly",
                "{\"task\":\"test.flaky\",\"params\":{\"failures\":0},"
                        + "\"cron\":\"0 30 3 * * *\",\"zone\":\"Asia/Tokyo\"}");
        JsonNode upcoming = gantry.get("/api/v1/schedules/nightly/upcoming?count=2").path("items");
        assertTrue(upcoming.get(0).asString().endsWith("T18:30:00Z"), upcoming.toString());
        Gantry.Answer bad =
                gantry.send(
                        "PUT",
                        "/api/v1/schedules/bad",
                        "{\"task\":\"test.flaky\",\"params\":{\"failures\":0},\"cron\":\"nonsense\"}");
        assertEquals(4, bad.status() / 100);
        assertTrue(
                bad.body().path("detail").asString().contains("nonsense"), bad.body().toString());
        Gantry.Answer unfit =
                gantry.send(
                        "PUT",
                        "/api/v1/schedules/bad",
                        "{\"task\":\"test.flaky\",\"params\":{},\"every\":\"PT1S\"}");
        assertEquals(422, unfit.status());
        String tag = gantry.send("GET", "/api/v1/schedules/nightly", null).header("ETag");
        assertEquals(
                412,
                gantry.send(
                                "PUT",
                                "/api/v1/schedules/nightly",
                                "{\"task\":\"test.flaky\",\"params\":{\"failures\":0},\"every\":\"PT1H\"}",
                                "If-Match",
                                "\"" + (Integer.parseInt(tag.replace("\"", "")) + 7) + "\"")
                        .status());
    }

    @Test
    void foretellsFireTimesAndMakesUpForPastOnes() throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class));
        gantry.awaitRevision("test.tasks", "active");
        Gantry.Exit unsaved =
                gantry.cli(
                        "schedule",
                        "preview",
                        "--cron",
                        "30 2 * * *",
                        "--zone",
                        "Europe/Berlin",
                        "--from",
                        "2026-03-28T12:00:00Z",
                        "--count",
                        "2");
        assertEquals(0, unsaved.code(), unsaved.err());
        assertTrue(unsaved.out().contains("stands for 02:30"), unsaved.out());
        gantry.send(
                "PUT",
                "/api/v1/schedules/hourly",
                "{\"task\":\"test.flaky\",\"params\":{\"failures\":0},\"cron\":\"0 * * * *\"}");
        JsonNode preview =
                gantry.get("/api/v1/schedules/hourly/preview?count=3&from=2026-05-01T00:00:00Z");
        assertEquals(
                "2026-05-01T01:00:00Z", preview.path("items").path(0).path("fireTime").asString());
        String range = "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-01T04:00:00Z\"}";
        Gantry.Answer first = gantry.send("POST", "/api/v1/schedules/hourly/backfill", range);
        assertEquals(5, first.body().path("made").asInt(), first.body().toString());
        Gantry.Answer again = gantry.send("POST", "/api/v1/schedules/hourly/backfill", range);
        assertEquals(0, again.body().path("made").asInt(), again.body().toString());
        assertEquals(5, again.body().path("known").asInt());
        String label = "gantry.fireTime%3D2026-01-01T03:00:00Z";
        assertEquals(1, gantry.get("/api/v1/runs?label=" + label).path("items").size());
        assertEquals(
                400,
                gantry.send(
                                "POST",
                                "/api/v1/schedules/hourly/backfill",
                                "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2036-01-01T00:00:00Z\"}")
                        .status());
    }

    /** The run of before waits for its retry, over a restart, and no other begins meanwhile. */
    @Test
    void anOverlapIsSkippedAlsoAfterARestart() throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Stubborn.class));
        gantry.awaitRevision("test.tasks", "active");
        Gantry.Answer made =
                gantry.send(
                        "PUT",
                        "/api/v1/schedules/often",
                        "{\"task\":\"test.stubborn\",\"params\":{\"manner\":\"POLITE\",\"work\":\"PT10M\"},"
                                + "\"every\":\"PT1S\",\"overlap\":\"skip\"}");
        assertEquals(201, made.status(), made.body().toString());
        JsonNode skipped = awaitSkipped(2);
        String run = skipped.path("running").path(0).asString();
        assertTrue(
                skipped.path("lastSkip").path("reason").asString().contains(run),
                skipped.toString());
        gantry.close();
        gantry = Gantry.start(home);
        JsonNode after = awaitSkipped(skipped.path("skipped").asInt() + 1);
        assertEquals(run, after.path("running").path(0).asString(), after.toString());
        assertEquals(1, gantry.get("/api/v1/runs?task=test.stubborn").path("items").size());
        gantry.send("POST", "/api/v1/schedules/often/pause", "{\"note\":\"enough\"}");
        gantry.send("POST", "/api/v1/runs/" + run + "/cancel", null);
        assertEquals(
                "enough",
                gantry.get("/api/v1/schedules/often").path("pause").path("note").asString());
        gantry.await(
                "the run to be closed",
                () -> gantry.get("/api/v1/schedules/often").path("running").size(),
                open -> open == 0);
    }

    private JsonNode awaitSkipped(int count) throws Exception {
        return gantry.await(
                count + " skipped fires",
                () -> gantry.get("/api/v1/schedules/often"),
                schedule -> schedule.path("skipped").asInt(0) >= count);
    }

    @Test
    void aCalendarIsWatched() throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class));
        gantry.awaitRevision("test.tasks", "active");
        String spec =
                "{\"task\":\"test.flaky\",\"params\":{\"failures\":0},"
                        + "\"cron\":\"0 12 * * *\",\"only\":[\"work\"]}";
        Gantry.Answer unknown = gantry.send("PUT", "/api/v1/schedules/noon", spec);
        assertEquals(422, unknown.status());
        assertTrue(unknown.body().path("detail").asString().contains("conf/calendars/work.yaml"));
        Path calendars = Files.createDirectories(home.resolve("conf/calendars"));
        Files.writeString(calendars.resolve("work.yaml"), "include: [2030-05-01]\n");
        Gantry.Answer made =
                gantry.await(
                        "the calendar",
                        () -> gantry.send("PUT", "/api/v1/schedules/noon", spec),
                        answer -> answer.status() == 201);
        assertEquals("2030-05-01T12:00:00Z", made.body().path("nextFire").asString());
        Files.writeString(calendars.resolve("work.yaml"), "include: [2030-04-01]\n");
        awaitNoon("2030-04-01T12:00:00Z");
        Files.writeString(calendars.resolve("work.yaml"), "include: [2030-04-31]\n");
        JsonNode bad =
                gantry.await(
                        "the problem",
                        () -> gantry.get("/api/v1/calendars").path("items").path(0),
                        calendar -> !calendar.path("problem").isNull());
        assertTrue(bad.path("problem").asString().contains("work.yaml, line 1"), bad.toString());
        awaitNoon("2030-04-01T12:00:00Z");
    }

    private void awaitNoon(String next) throws Exception {
        gantry.await(
                "the next fire",
                () -> gantry.get("/api/v1/schedules/noon").path("nextFire").asString(),
                next::equals);
    }

    @Test
    void aCheckJudgesItsTarget() throws Exception {
        AtomicInteger status = new AtomicInteger(200);
        HttpServer target =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(status.get(), -1);
                    exchange.close();
                });
        target.start();
        try (Stream<Path> jars = Files.list(Gantry.INSTALLATION.resolve("bundles"))) {
            for (Path jar : jars.toList()) {
                if (jar.getFileName().toString().startsWith("web")) {
                    gantry.drop(jar);
                }
            }
            gantry.await(
                    "the detector",
                    () -> gantry.send("GET", "/api/v1/detectors/http.endpoint", null).status(),
                    code -> code == 200);
            String check =
                    "{\"detector\":\"http.endpoint\",\"config\":{\"url\":\"http://127.0.0.1:"
                            + target.getAddress().getPort()
                            + "/\"},\"interval\":\"PT1S\"}";
            Gantry.Answer made = gantry.send("PUT", "/api/v1/checks/shop", check);
            assertEquals(2, made.status() / 100, made.body().toString());
            awaitStatus("ok");
            status.set(500);
            JsonNode bad = awaitStatus("critical");
            assertTrue(
                    bad.path("last").path("reasons").get(0).asString().contains("500"),
                    bad.toString());
            assertTrue(
                    gantry.get("/api/v1/checks/shop/verdicts?limit=10").path("items").size() >= 2);
            assertTrue(gantry.cli("check", "list").out().contains("shop"));
        } finally {
            target.stop(0);
        }
    }

    private JsonNode awaitStatus(String status) throws Exception {
        return gantry.await(
                "the check to be " + status,
                () -> gantry.get("/api/v1/checks/shop"),
                check -> check.path("status").asString("").equals(status));
    }
}
