package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Role;
import dev.gantry.spi.run.BulkRequest;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.TenantQuota;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Whoever has roles for one tenant meets nothing of another. */
@Timeout(60)
class TenantScopeTest {
    private static final String START = "/api/v1/tasks/files.cleanup/runs";
    private static final String SCHEDULE = "{\"task\":\"files.cleanup\",\"every\":\"PT1M\"";

    @TempDir Path home;
    private TestGantry gantry;
    private String blue;
    private String both;
    private String red;

    @BeforeEach
    void start() throws Exception {
        gantry = new TestGantry(home);
        blue = "Bearer " + gantry.identity.token(new Grant(Role.AUTHOR, "blue"));
        both =
                "Bearer "
                        + gantry.identity.token(
                                new Grant(Role.OPERATOR, "blue"), new Grant(Role.VIEWER, "red"));
        red = run("red");
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    private String run(String tenant) throws IOException, InterruptedException {
        var reply = gantry.post(START, "{\"tenant\":\"" + tenant + "\"}");
        return reply.json().path("id").stringValue();
    }

    private TestGantry.Reply as(String who, String method, String path, String body)
            throws Exception {
        return gantry.send(method, path, body, "Authorization", who);
    }

    @Test
    void aRunIsStartedInTheirTenant() throws Exception {
        var mine = as(blue, "POST", START, "{}");
        assertEquals(202, mine.status());
        assertEquals("blue", mine.json().path("tenant").stringValue());
        assertEquals(202, as(blue, "POST", START, "{\"tenant\":\"blue\"}").status());
        assertEquals(403, as(blue, "POST", START, "{\"tenant\":\"red\"}").status());
        assertEquals(403, as(both, "POST", START, "{\"tenant\":\"red\"}").status());
        String batch = "{\"runs\":[{\"task\":\"files.cleanup\",\"tenant\":\"red\"}]}";
        assertEquals(403, as(blue, "POST", "/api/v1/runs/batch", batch).status());
        assertEquals(
                202, as(blue, "POST", "/api/v1/runs/batch", batch.replace("red", "blue")).status());
    }

    @Test
    void listsAreOfTheirTenant() throws Exception {
        assertEquals(200, as(blue, "GET", "/api/v1/runs", null).status());
        assertEquals("blue", gantry.runs.lastQuery.tenant());
        assertEquals(200, as(blue, "GET", "/api/v1/runs/export", null).status());
        assertEquals("blue", gantry.runs.lastQuery.tenant());
        assertEquals(403, as(blue, "GET", "/api/v1/runs?tenant=red", null).status());
        assertEquals(200, as(both, "GET", "/api/v1/runs?tenant=red", null).status());
        var unclear = as(both, "GET", "/api/v1/runs", null);
        assertEquals(403, unclear.status());
        assertTrue(unclear.json().path("detail").stringValue().contains("blue, red"));
        gantry.get("/api/v1/runs");
        assertEquals(null, gantry.runs.lastQuery.tenant());
    }

    @Test
    void aRunOfAnotherIsNotThere() throws Exception {
        String run = "/api/v1/runs/" + red;
        for (String path : List.of("", "/params", "/output", "/attempts", "/logs")) {
            assertEquals(404, as(blue, "GET", run + path, null).status(), path);
            assertEquals(200, as(both, "GET", run + path, null).status(), path);
        }
        for (String verb :
                List.of("cancel", "terminate", "pause", "resume", "retry", "rerun", "dismiss")) {
            assertEquals(404, as(blue, "POST", run + "/" + verb, "{}").status(), verb);
            assertEquals(403, as(both, "POST", run + "/" + verb, "{}").status(), verb);
        }
        assertEquals(404, as(blue, "PATCH", run, "{\"priority\":1}").status());
        assertEquals(200, gantry.get(run).status());
    }

    @Test
    void manyAreSteeredInTheirTenantOnly() throws Exception {
        String all = "{\"action\":\"cancel\",\"filter\":{\"task\":\"files.cleanup\"}}";
        assertEquals(200, as(blue, "POST", "/api/v1/runs/bulk", all).status());
        assertEquals("blue", ((BulkRequest) gantry.control.asked.getLast()).which().tenant());
        String other = "{\"action\":\"cancel\",\"filter\":{\"tenant\":\"red\"}}";
        assertEquals(403, as(blue, "POST", "/api/v1/runs/bulk", other).status());
        String none = "{\"action\":\"cancel\",\"filter\":{}}";
        assertEquals(400, as(blue, "POST", "/api/v1/runs/bulk", none).status());
    }

    @Test
    void schedulesAreOfTheirTenant() throws Exception {
        assertEquals(201, as(blue, "PUT", "/api/v1/schedules/mine", SCHEDULE + "}").status());
        assertEquals("blue", gantry.schedules.all.get("mine").spec().tenant());
        for (String id : List.of("a", "b", "n", "z")) {
            gantry.put("/api/v1/schedules/" + id, SCHEDULE + ",\"tenant\":\"red\"}");
        }
        var list = as(blue, "GET", "/api/v1/schedules?limit=1", null).json();
        assertEquals(1, list.path("items").size());
        assertEquals("mine", list.path("items").path(0).path("id").stringValue());
        assertTrue(list.path("next").isNull());
        assertEquals(5, gantry.get("/api/v1/schedules").json().path("items").size());

        String other = "/api/v1/schedules/a";
        for (String path : List.of("", "/upcoming", "/preview")) {
            assertEquals(404, as(blue, "GET", other + path, null).status(), path);
        }
        for (String verb : List.of("/pause", "/resume", "/fire")) {
            assertEquals(404, as(blue, "POST", other + verb, "{}").status(), verb);
            assertEquals(403, as(both, "POST", other + verb, "{}").status(), verb);
        }
        assertEquals(404, as(blue, "PUT", other, SCHEDULE + "}").status());
        assertEquals(404, as(blue, "DELETE", other, null).status());
        String into = SCHEDULE + ",\"tenant\":\"red\"}";
        assertEquals(403, as(blue, "PUT", "/api/v1/schedules/mine", into).status());
        assertEquals(403, as(both, "PUT", "/api/v1/schedules/new", SCHEDULE + "}").status());
        assertEquals(200, as(blue, "PUT", "/api/v1/schedules/mine", SCHEDULE + "}").status());
        assertEquals(204, as(blue, "DELETE", "/api/v1/schedules/mine", null).status());
    }

    @Test
    void oneThatCannotBeReadMayBeOfAnybody() throws Exception {
        gantry.schedules.unreadable = "odd";
        String odd = "/api/v1/schedules/odd";
        assertEquals(404, as(blue, "PUT", odd, SCHEDULE + "}").status());
        assertEquals(404, as(blue, "DELETE", odd, null).status());
        assertTrue(gantry.schedules.all.isEmpty());
        assertEquals(201, gantry.put(odd, SCHEDULE + "}").status());
    }

    @Test
    void checksAndFindingsAreForAllToSeeAndNotToChange() throws Exception {
        String admin =
                "Bearer "
                        + gantry.identity.token(
                                new Grant(Role.ADMIN, "blue"), new Grant(Role.ADMIN, "red"));
        for (String path : List.of("/checks", "/findings", "/maintenance")) {
            assertEquals(200, as(blue, "GET", "/api/v1" + path, null).status(), path);
        }
        for (String change :
                List.of(
                        "PUT /checks/x",
                        "DELETE /checks/x",
                        "POST /checks/x/run",
                        "POST /checks/x/pause",
                        "POST /checks/x/resume",
                        "POST /checks",
                        "POST /findings/x/acknowledge",
                        "POST /findings/x/approve",
                        "POST /findings/x/decline",
                        "PUT /maintenance/x",
                        "DELETE /maintenance/x")) {
            String[] words = change.split(" ");
            var reply = as(admin, words[0], "/api/v1" + words[1], "{}");
            assertEquals(403, reply.status(), change);
            assertTrue(reply.json().path("detail").stringValue().contains("all of Gantry"));
        }
    }

    @Test
    void tenantsAndPausesOfOthersAreNotShown() throws Exception {
        for (String name : List.of("blue", "red")) {
            gantry.tenants.put(name, new TenantQuota(1, 0, 0, 0, 0), OptionalLong.empty());
            gantry.post("/api/v1/tenants/" + name + "/pause", "{}");
        }
        gantry.post("/api/v1/runs/" + red + "/pause", "{}");
        gantry.post("/api/v1/tasks/files.cleanup/pause", "{}");
        var tenants = as(blue, "GET", "/api/v1/tenants", null).json().path("items");
        assertEquals(1, tenants.size());
        assertEquals(200, as(blue, "GET", "/api/v1/tenants/blue", null).status());
        assertEquals(403, as(blue, "GET", "/api/v1/tenants/red", null).status());
        assertEquals(4, gantry.get("/api/v1/pauses").json().path("items").size());
        var pauses = as(blue, "GET", "/api/v1/pauses", null).json().path("items");
        assertEquals(2, pauses.size(), pauses::toString);
        assertEquals(403, as(blue, "POST", "/api/v1/tenants/red/resume", "{}").status());
        assertEquals(200, as(blue, "POST", "/api/v1/tenants/blue/resume", "{}").status());
    }

    @Test
    void eventsAreOfTheirTenant() throws Exception {
        try (EventReader reader = gantry.events("/api/v1/events", "Authorization", blue)) {
            assertEquals(200, reader.status());
            gantry.events.publish(
                    new Event.PauseChanged(
                            Fakes.NOW,
                            "set",
                            new Pause(Pause.Scope.TENANT, "red", "why", "anna", Fakes.NOW),
                            "anna"));
            gantry.events.publish(FakeEvents.finished("other"));
            gantry.events.publish(FakeEvents.finishedOf("blue", "mine"));
            assertEquals("mine", reader.next().json().path("subject").stringValue());
        }
    }
}
