package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.check.Card;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.finding.Finding;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

class FindingApiTest {
    private static final String FINDINGS = "/api/v1/findings";

    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new TestGantry(home);
        Card card = new Card("Room <on> the disk", "/var", Map.of("team", "a"), "Shop & co");
        CheckSpec spec =
                CheckSpec.of("disk.room", "{}", Duration.ofMinutes(1), Duration.ofSeconds(9));
        gantry.checks.put("disk", spec.shown(card), OptionalLong.empty());
        gantry.checks.put("disk", spec.shown(card), OptionalLong.empty());
        gantry.checks.put("hidden", spec, OptionalLong.empty());
        for (int i = 1; i <= 3; i++) {
            gantry.findings.all.put(
                    "f" + i,
                    FakeFindings.finding(
                            "f" + i, "disk", i == 2 ? CheckStatus.CRITICAL : CheckStatus.WARN));
        }
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void findingsAreListedNewestFirstAndByWhatTheyAre() throws Exception {
        JsonNode list = gantry.get(FINDINGS + "?limit=2").json();
        assertEquals("f3", list.at("/items/0/id").stringValue());
        assertEquals("f2", list.path("next").stringValue());
        assertEquals(
                "f1",
                gantry.get(FINDINGS + "?limit=2&cursor=f2").json().at("/items/0/id").stringValue());
        assertEquals(1, gantry.get(FINDINGS + "?severity=critical").json().path("items").size());
        assertEquals(
                3,
                gantry.get(FINDINGS + "?state=open&state=acknowledged")
                        .json()
                        .path("items")
                        .size());
        TestGantry.Reply wrong = gantry.get(FINDINGS + "?state=closed");
        assertEquals(400, wrong.status());
        assertTrue(
                wrong.text().contains("expected one of open, acknowledged, resolved, got closed"),
                wrong.text());
    }

    @Test
    void aFindingTellsWhatItIsMadeOf() throws Exception {
        JsonNode finding = gantry.get(FINDINGS + "/f2").json();
        assertEquals("Room <on> the disk", finding.path("title").stringValue());
        assertEquals("/var", finding.path("target").stringValue());
        assertEquals("critical", finding.path("severity").stringValue());
        assertEquals("open", finding.path("state").stringValue());
        assertEquals(0.08, finding.at("/measurements/free.ratio").doubleValue());
        assertEquals("warn", finding.at("/votes/0/status").stringValue());
        assertEquals("detector", finding.at("/votes/1/voter").stringValue());
        assertTrue(finding.path("reaction").isNull());
        assertEquals(404, gantry.get(FINDINGS + "/none").status());
    }

    @Test
    void aPersonLooksAfterItAndAnswers() throws Exception {
        JsonNode taken = gantry.post(FINDINGS + "/f1/acknowledge", "{\"note\":\"on it\"}").json();
        assertEquals("acknowledged", taken.path("state").stringValue());
        assertEquals("on it", taken.at("/acknowledged/note").stringValue());
        assertEquals(409, gantry.post(FINDINGS + "/f1/approve", "").status());
        gantry.findings.all.put(
                "f2",
                FakeFindings.finding("f2", "disk", CheckStatus.CRITICAL)
                        .reacting(new Finding.Response(Finding.Stage.WAITING, "asks", List.of())));
        JsonNode started = gantry.post(FINDINGS + "/f2/approve", "").json();
        assertEquals("started", started.at("/reaction/state").stringValue());
        assertEquals("r1", started.at("/reaction/runs/0/run").stringValue());
        assertEquals(
                "declined",
                gantry.post(FINDINGS + "/f2/decline", "")
                        .json()
                        .at("/reaction/state")
                        .stringValue());
    }

    @Test
    void maintenanceIsMadeForATimeAndEnds() throws Exception {
        JsonNode made =
                gantry.put(
                                "/api/v1/maintenance/deploy",
                                "{\"checks\":[\"shop.*\"],\"duration\":\"PT2H\",\"reason\":\"x\"}")
                        .json();
        assertEquals("active", made.path("state").stringValue());
        assertEquals("2026-03-01T14:00:00Z", made.path("until").stringValue());
        assertEquals(
                "deploy", gantry.get("/api/v1/maintenance").json().at("/items/0/id").stringValue());
        TestGantry.Reply neither = gantry.put("/api/v1/maintenance/deploy", "{\"checks\":[\"*\"]}");
        assertEquals(400, neither.status());
        assertTrue(neither.text().contains("either until or duration"), neither.text());
        TestGantry.Reply nothing =
                gantry.put("/api/v1/maintenance/deploy", "{\"duration\":\"PT2H\"}");
        assertTrue(nothing.text().contains("say which checks"), nothing.text());
        assertEquals(204, gantry.send("DELETE", "/api/v1/maintenance/deploy", null).status());
        assertEquals(404, gantry.send("DELETE", "/api/v1/maintenance/deploy", null).status());
    }

    @Test
    void aChecksPastAndFutureAreNumbers() throws Exception {
        JsonNode names = gantry.get("/api/v1/checks/disk/series").json();
        assertEquals("free.ratio", names.at("/measures/0").stringValue());
        JsonNode series = gantry.get("/api/v1/checks/disk/series?measure=free.ratio").json();
        assertEquals("2026-02-28T12:00:01Z", series.at("/points/0/at").stringValue());
        assertEquals(0.2, series.at("/points/0/mean").doubleValue());
        JsonNode days = gantry.get("/api/v1/checks/disk/availability?days=2").json();
        assertTrue(days.at("/days/0/availability").isNull());
        assertEquals(0.9, days.at("/days/1/availability").doubleValue());
        JsonNode forecast =
                gantry.get("/api/v1/checks/disk/forecast?measure=free.ratio&full=1").json();
        assertEquals("full in 2 days", forecast.at("/full/words").stringValue());
        assertEquals(0.3, forecast.at("/points/0/high").doubleValue());
        assertEquals(0.01, forecast.at("/pastError/mean").doubleValue());
        assertEquals(422, gantry.get("/api/v1/checks/disk/forecast?measure=nothing").status());
        assertEquals(400, gantry.get("/api/v1/checks/disk/forecast").status());
        assertEquals(404, gantry.get("/api/v1/checks/none/series").status());
    }

    @Test
    void theStatusPageTellsTitlesAndNothingElseWhereItIsOn() throws Exception {
        assertEquals(404, open("/status").statusCode());
        gantry.findings.settings.put("gantry.status.page", "true");
        HttpResponse<String> answer = open("/status");
        assertEquals(200, answer.statusCode());
        String page = answer.body();
        assertTrue(page.contains("Room &lt;on&gt; the disk"), page);
        assertTrue(page.contains("Shop &amp; co"), page);
        assertTrue(page.contains("1 of 1 needs attention."), page);
        assertTrue(page.contains("90.00 %"), page);
        assertFalse(page.contains("/var"), page);
        assertFalse(page.contains("hidden"), page);
        JsonNode document =
                Json.parse(open("/status.json").body().getBytes(StandardCharsets.UTF_8));
        assertEquals("warn", document.at("/groups/0/items/0/status").stringValue());
        assertEquals(0.9, document.at("/groups/0/items/0/availability").doubleValue());
    }

    @Test
    void theStatusPageIsMadeAnewOnlyNowAndThen() throws Exception {
        gantry.findings.settings.put("gantry.status.page", "true");
        open("/status");
        gantry.checks.delete("disk", OptionalLong.empty());
        assertTrue(open("/status").body().contains("Shop"));
        gantry.findings.now = gantry.findings.now.plusSeconds(10);
        assertTrue(open("/status").body().contains("Nothing is shown here yet."));
    }

    /** Asks as somebody whom nobody knows. */
    private HttpResponse<String> open(String path) throws IOException, InterruptedException {
        return gantry.client.send(
                HttpRequest.newBuilder(URI.create(gantry.server.url() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
