package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Role;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.Timing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/** Somebody else changes a schedule after a caller's rights and conditions were looked at. */
class ScheduleRaceTest {
    private static final String PATH = "/api/v1/schedules/nightly";
    private static final String BODY =
            "{\"task\":\"files.cleanup\",\"every\":\"PT10S\",\"tenant\":\"blue\"";

    @TempDir Path home;
    private TestGantry gantry;
    private String blue;

    @BeforeEach
    void start() throws IOException {
        gantry = new TestGantry(home);
        blue = "Bearer " + gantry.identity.token(new Grant(Role.AUTHOR, "blue"));
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    private void put(String tenant, String params) {
        gantry.schedules.put(
                "nightly",
                new ScheduleSpec(
                        "files.cleanup",
                        params,
                        new Timing.Every(Duration.ofMinutes(1)),
                        Map.of(),
                        tenant,
                        false),
                OptionalLong.empty());
    }

    private void meanwhile(Runnable work) {
        gantry.schedules.other = work;
    }

    private TestGantry.Reply asBlue(String method, String body) throws Exception {
        return gantry.send(method, PATH, body, "Authorization", blue);
    }

    @Test
    void whatWentToAnotherTenantIsNotTouched() throws Exception {
        put("blue", "{}");
        meanwhile(() -> put("red", "{}"));
        assertEquals(404, asBlue("PUT", BODY + "}").status());
        assertEquals("red", gantry.schedules.all.get("nightly").spec().tenant());

        put("blue", "{}");
        meanwhile(() -> put("red", "{}"));
        assertEquals(404, asBlue("DELETE", null).status());
        assertEquals("red", gantry.schedules.all.get("nightly").spec().tenant());
    }

    @Test
    void whatAnotherTenantMadeIsNotReplaced() throws Exception {
        meanwhile(() -> put("red", "{}"));
        assertEquals(404, asBlue("PUT", BODY + "}").status());
        assertEquals("red", gantry.schedules.all.get("nightly").spec().tenant());
    }

    @Test
    void aConditionIsForTheVersionThatIsChanged() throws Exception {
        put("blue", "{}");
        meanwhile(() -> put("blue", "{}"));
        var delete = gantry.send("DELETE", PATH, null, "If-Match", "\"1\"");
        assertEquals(412, delete.status());
        meanwhile(() -> put("blue", "{}"));
        assertEquals(412, gantry.put(PATH, BODY + "}", "If-Match", "\"2\"").status());
        assertEquals(3, gantry.schedules.all.get("nightly").version());
    }

    @Test
    void withoutAConditionTheLastOneWins() throws Exception {
        put("blue", "{\"key\":\"old\"}");
        meanwhile(() -> put("blue", "{\"key\":\"open-sesame\"}"));
        var reply = asBlue("PUT", BODY + ",\"params\":{\"key\":\"***\"}}");
        assertEquals(200, reply.status());
        assertEquals("\"3\"", reply.header("ETag"));
        assertEquals(
                "{\"key\":\"open-sesame\"}",
                gantry.schedules.all.get("nightly").spec().params(),
                "the secret that was there when it was replaced");
        meanwhile(() -> put("blue", "{}"));
        assertEquals(204, asBlue("DELETE", null).status());
        assertNull(gantry.schedules.all.get("nightly"));
    }
}
