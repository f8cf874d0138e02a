package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;

import dev.gantry.itests.tasks.Flaky;

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
