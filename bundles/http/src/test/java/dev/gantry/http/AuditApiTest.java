package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.audit.AuditEvent;
import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Role;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

class AuditApiTest {
    private static final String AUDIT = "/api/v1/audit";
    private static final String PAUSE = "/api/v1/tasks/files.cleanup/pause";
    private static final String START = "/api/v1/tasks/files.cleanup/runs";

    @TempDir Path home;
    private TestGantry gantry;
    private FakeAudit audit;

    @BeforeEach
    void start() throws IOException {
        gantry = new TestGantry(home);
        audit = gantry.identity.audit;
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void aChangeIsRecorded() throws Exception {
        gantry.post(PAUSE, "{\"reason\":\"hush\"}");
        AuditEvent event = audit.last();
        assertEquals("admin", event.actor());
        assertTrue(event.credential().startsWith("admin:"), event::credential);
        assertEquals("127.0.0.1", event.remote());
        assertEquals("pauseTask", event.operation());
        assertEquals(PAUSE, event.target());
        assertEquals(200, event.status());
        assertEquals("reason", event.detail(), "names, not values");
        assertEquals(Fakes.NOW, event.at());
    }

    @Test
    void aRefusalForRightsIsRecorded() throws Exception {
        String token = gantry.identity.token(Role.VIEWER);
        gantry.send("POST", PAUSE, "{}", "Authorization", "Bearer " + token);
        assertEquals(403, audit.last().status());
        assertEquals("token:" + token.substring(7), audit.last().credential());
        gantry.send("POST", START, "{}", "Authorization", "Bearer " + token);
        assertEquals("startRun", audit.last().operation());
    }

    @Test
    void readsAndWhatIsWrongAreNot() throws Exception {
        gantry.get("/api/v1/runs");
        gantry.post(PAUSE, "{\"nonsense\":1}");
        gantry.post("/api/v1/runs/nope/cancel", "{}");
        gantry.post(PAUSE, "{}", "Authorization", "");
        gantry.post(PAUSE, "{}", "Authorization", "Bearer wrong");
        gantry.post("/api/v1/schedules/preview", "{\"every\":\"PT1M\"}");
        assertEquals(List.of(), audit.entries);
    }

    @Test
    void aRunTellsItselfWhoStartedIt() throws Exception {
        JsonNode first = gantry.post(START, "{}").json();
        assertEquals("manual", first.path("trigger").stringValue());
        String token = gantry.identity.token(Role.OPERATOR);
        JsonNode run = gantry.post(START, "{}", "Authorization", "Bearer " + token).json();
        String name = gantry.identity.tokens.list().getFirst().name();
        assertEquals("manual:" + name, run.path("trigger").stringValue());
        assertEquals(List.of(), audit.entries);
    }

    @Test
    void aTenantIsTold() throws Exception {
        String run = gantry.post(START, "{\"tenant\":\"blue\"}").json().path("id").stringValue();
        gantry.post("/api/v1/runs/" + run + "/pause", "{}");
        assertEquals("blue", audit.last().tenant());
        gantry.put(
                "/api/v1/schedules/s",
                "{\"task\":\"files.cleanup\",\"every\":\"PT1M\",\"tenant\":\"red\"}");
        assertEquals("red", audit.last().tenant());
        assertEquals("task, every, tenant", audit.last().detail());
        String blue = gantry.identity.token(new Grant(Role.AUTHOR, "blue"));
        gantry.send("POST", "/api/v1/schedules/s/fire", "{}", "Authorization", "Bearer " + blue);
        assertEquals("putSchedule", audit.last().operation(), "404 is no refusal");
    }

    @Test
    void loginsAndTokensAreRecordedWithoutSecrets() throws Exception {
        gantry.post("/api/v1/session", "{\"token\":\"guess\"}", "Authorization", "");
        assertEquals("unknown", audit.last().actor());
        assertEquals(401, audit.last().status());
        gantry.post("/api/v1/session", "{\"token\":\"s3cret-token\"}", "Authorization", "");
        assertEquals("admin", audit.last().actor());
        assertEquals("openSession", audit.last().operation());
        var made =
                gantry.post(
                        "/api/v1/tokens", "{\"name\":\"ci\",\"roles\":[{\"role\":\"viewer\"}]}");
        String id = made.json().path("id").stringValue();
        assertEquals(id + " ci viewer", audit.last().detail());
        gantry.send("DELETE", "/api/v1/tokens/" + id, null);
        assertEquals("ci", audit.last().detail());
        assertFalse(audit.entries.toString().contains(made.json().path("token").stringValue()));
        assertFalse(audit.entries.toString().contains("s3cret"));
    }

    @Test
    void aChangeIsAnsweredAlsoWhereItCannotBeRecorded() throws Exception {
        audit.away = true;
        assertEquals(200, gantry.post(PAUSE, "{}").status());
    }

    @Test
    void theLogIsRead() throws Exception {
        for (int i = 0; i < 3; i++) {
            gantry.post(PAUSE, "{}");
        }
        gantry.post("/api/v1/tasks/files.cleanup/resume", "{}");
        JsonNode page = gantry.get(AUDIT + "?limit=2").json();
        assertEquals("resumeTask", page.path("items").path(0).path("operation").stringValue());
        assertTrue(page.path("items").path(0).path("tenant").isNull());
        JsonNode rest =
                gantry.get(AUDIT + "?limit=2&cursor=" + page.path("next").stringValue()).json();
        assertEquals(1, rest.path("items").path(1).path("seq").intValue());
        assertTrue(rest.path("next").isNull());
        assertEquals(3, gantry.get(AUDIT + "?operation=pauseTask").json().path("items").size());
        assertEquals(0, gantry.get(AUDIT + "?actor=nobody").json().path("items").size());
    }

    @Test
    void theLogIsVerified() throws Exception {
        gantry.post(PAUSE, "{}");
        JsonNode fine = gantry.get(AUDIT + "/verify").json();
        assertTrue(fine.path("intact").booleanValue());
        String head = fine.path("head").stringValue();
        assertEquals(64, head.length());
        assertEquals(200, gantry.get(AUDIT + "/verify?known=1:" + head).status());
        assertEquals("1:" + head, audit.known);
        audit.broken = 1;
        JsonNode broken = gantry.get(AUDIT + "/verify").json();
        assertFalse(broken.path("intact").booleanValue());
        assertEquals(1, broken.path("broken").intValue());
        assertEquals("entry 1 was changed", broken.path("reason").stringValue());
        for (String wrong : List.of("1", "1:abc", "0:" + head, "x:" + head)) {
            assertEquals(400, gantry.get(AUDIT + "/verify?known=" + wrong).status(), wrong);
        }
    }
}
