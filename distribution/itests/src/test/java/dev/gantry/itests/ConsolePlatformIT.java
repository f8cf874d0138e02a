package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Tuned;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** What Gantry stands on, in the console: nodes, store, limits, settings, tokens, audit. */
class ConsolePlatformIT extends ConsoleJourney {
    private void dropTuned() throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Tuned.class));
        gantry.awaitRevision("test.tasks", "active");
    }

    @Test
    void aQueueIsPausedWithAReasonAndGoesOn() throws Exception {
        enter();
        console.go("/nodes");
        browser.awaitShown(".empty-title", "This node works alone");
        browser.click("button", "Pause bronze");
        browser.fill("dialog input[name=line]", "month end");
        browser.press("Enter");
        browser.awaitShown("td .sub", "month end");
        assertEquals(
                "bronze",
                gantry.get("/api/v1/pauses").path("items").get(0).path("name").stringValue());
        browser.click("button", "Resume bronze");
        browser.awaitShown(".empty-title", "Nothing is paused");
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void theStoreIsBackedUpCheckedAndCleanedUpAfterTheNumberWasSeen() throws Exception {
        dropTuned();
        gantry.run("test.tuned", "{}");
        enter();
        console.go("/store");
        browser.awaitShown(".empty-title", "There is no backup");
        browser.click("button", "Back up now");
        browser.awaitShown("td code", ".db");
        browser.click("button[aria-label='Close the message']", null);
        browser.click("button", "Check");
        browser.awaitShown(".note.good", "The store is sound");
        browser.click("button", "Delete now");
        browser.awaitShown("dialog", "Nothing is to be deleted");
        browser.click("dialog button", "Well");

        browser.click("button", "New rule");
        browser.fill("dialog input[name=task]", "test.tuned");
        browser.fill("dialog input[id='f/age']", "P7D");
        browser.click("dialog button", "Save");
        browser.awaitShown("td .chip", "own rule");
        assertEquals(
                "PT168H",
                gantry.get("/api/v1/retention/test.tuned").path("rule").path("age").stringValue());
        browser.click("button[aria-label='Close the message']", null);
        browser.click("button", "Default for test.tuned");
        browser.click("dialog button[type=submit]", "Take it away");
        browser.awaitShown(".toast", "The default holds again");
        assertTrue(gantry.get("/api/v1/retention/test.tuned").path("rule").isNull());
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void limitsAreSetByFormsThatAreTheApisOwn() throws Exception {
        dropTuned();
        gantry.send("PUT", "/api/v1/targets/mail", "{\"rate\":10}");
        enter();
        console.go("/limits");
        browser.click("button", "New quota");
        browser.fill("dialog input[name=line]", "acme");
        browser.press("Enter");
        browser.fill("dialog input[id='f/maxRunning']", "0");
        browser.click("dialog button", "Save");
        browser.awaitShown("dialog [role=alert]", null);
        browser.fill("dialog input[id='f/maxRunning']", "4");
        console.picture("quota");
        assertEquals(List.of(), console.barriers());
        browser.click("dialog button", "Save");
        browser.awaitShown("td", "of 4");
        assertEquals(4, gantry.get("/api/v1/tenants/acme").path("maxRunning").asInt());

        browser.click("button", "Limits of test.tuned");
        browser.fill("dialog input[id='f/maxRunning']", "2");
        browser.click("dialog button", "Save");
        browser.await("the dialog to be closed", "!document.querySelector('dialog')");
        browser.awaitShown("td.num", "of 2");
        assertEquals(2, gantry.get("/api/v1/tasks/test.tuned/limits").path("maxRunning").asInt());

        browser.click("button", "Change mail");
        browser.fill("dialog input[id='f/concurrent']", "3");
        browser.click("dialog button", "Save");
        browser.awaitShown("td .sub", "3 at one time");
        JsonNode target = gantry.get("/api/v1/targets/mail");
        assertEquals(10, target.path("rate").asInt());
        browser.click("button", "Reset mail");
        browser.awaitShown(".toast", "The breaker of mail is closed");
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void settingsOfAPluginAreChangedAndSetBack() throws Exception {
        dropTuned();
        enter();
        console.go("/settings");
        browser.click("td a", "test.tasks");
        browser.awaitShown("main h1", "test.tasks");
        browser.awaitShown(".empty-title", "Nobody set anything yet");
        browser.fill("main input[id='f/limit']", "0");
        browser.click("form button", "Save");
        browser.awaitShown("form [role=alert]", null);
        for (String limit : List.of("7", "9")) {
            browser.fill("main input[id='f/limit']", limit);
            browser.click("form button", "Save");
            browser.awaitShown(".change code", limit);
        }
        browser.awaitShown("td .badge", "in force");
        browser.eval("document.querySelectorAll('.toast button').forEach(b => b.click())");
        browser.await("no message", "!document.querySelector('.toast')");
        browser.click("td button", "Restore version 1");
        browser.click("dialog button[type=submit]", "Set them again");
        browser.await("the value of version 1", "document.getElementById('f/limit').value === '7'");
        JsonNode config = gantry.get("/api/v1/plugins/test.tasks/config");
        assertEquals(7, config.path("effective").path("limit").asInt());
        assertEquals(3, config.path("version").asInt());
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void theSameFormOnThePluginsPageOverwritesNobodysSettings() throws Exception {
        dropTuned();
        enter();
        console.go("/plugins/test.tasks");
        browser.fill("g-config input[id='f/limit']", "7");
        gantry.send("PUT", "/api/v1/plugins/test.tasks/config", "{\"limit\":5}");
        browser.click("g-config button", "Save");
        browser.awaitShown("g-config [role=alert]", "Somebody else changed the settings meanwhile");
        browser.click("g-config button", "Start over");
        browser.await("what they set", "document.getElementById('f/limit').value === '5'");
        browser.fill("g-config input[id='f/limit']", "8");
        browser.click("g-config button", "Save");
        browser.awaitShown(".toast", "The settings are in force");
        JsonNode config = gantry.get("/api/v1/plugins/test.tasks/config");
        assertEquals(8, config.path("effective").path("limit").asInt());
    }

    @Test
    void samplingAndLevelsAreChangedWhileItRuns() throws Exception {
        enter();
        console.go("/settings");
        browser.click("button", "Set a logger");
        browser.fill("dialog input[name=line]", "dev.gantry.engine");
        browser.press("Enter");
        browser.awaitShown("td", "dev.gantry.engine");
        console.choose("select[aria-label='Level of dev.gantry.engine']", "trace");
        browser.awaitShown(".toast", "from trace on");
        assertEquals(
                "trace",
                gantry.get("/api/v1/telemetry/levels")
                        .path("loggers")
                        .path("dev.gantry.engine")
                        .stringValue());
        browser.click("button", "Reset dev.gantry.engine");
        browser.awaitShown(".empty-title", "No level was set");

        browser.click("section button", "Change");
        browser.fill("dialog input[id='f/target']", "50");
        browser.click("dialog button", "Save");
        browser.awaitShown("dd", "50 spans a second");
        browser.click("button", "As configured");
        browser.await(
                "the button to be gone", "!document.body.innerText.includes('As configured')");
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void aTokenIsSeenOnceAndDoesWhatItsRolesAllow() throws Exception {
        dropTuned();
        gantry.send(
                "PUT",
                "/api/v1/schedules/nightly",
                "{\"task\":\"test.tuned\",\"cron\":\"30 2 * * *\"}");
        enter();
        console.go("/tokens");
        browser.click("button", "New token");
        browser.fill("dialog input[name=name]", "looker");
        browser.click("dialog button", "Make it");
        browser.awaitShown(".secret input", null);
        assertEquals(List.of(), console.barriers());
        String token = browser.eval("document.querySelector('.secret input').value").stringValue();
        assertTrue(token.startsWith("gantry_"), token);
        browser.click("dialog button", "Done");
        browser.awaitShown("td", "looker");
        assertFalse(browser.eval("document.body.innerHTML").stringValue().contains(token));

        browser.click("button", "Sign out");
        console.comeIn(token);
        browser.awaitShown("nav", null);
        console.go("/schedules/nightly");
        browser.awaitShown(".note", "You can look at this schedule, not change it");
        browser.awaitShown("main button[disabled]", "Fire now");
        console.go("/tokens");
        browser.awaitShown(".note.warn", "This needs the role admin");
        console.go("/audit");
        browser.awaitShown(".note.warn", "This needs the role admin");
        assertEquals(List.of(), console.complaints());
        browser.click("button", "Sign out");
        console.comeIn(
                java.nio.file.Files.readString(gantry.home.resolve("data/admin.token")).strip());
        console.go("/tokens");
        browser.click("button", "Revoke looker");
        browser.click("dialog button[type=submit]", "Revoke");
        browser.awaitShown(".empty-title", "There is no token yet");
    }

    @Test
    void theAuditLogIsFilteredAndVerified() throws Exception {
        enter();
        gantry.send("POST", "/api/v1/queues/bronze/pause", "{\"reason\":\"month end\"}");
        gantry.send("POST", "/api/v1/queues/bronze/resume", null);
        console.go("/audit");
        browser.awaitShown("td button", "pauseQueue");
        browser.fill("input[name=operation]", "resumeQueue");
        browser.await("one entry", "document.querySelectorAll('main tbody tr').length === 1");
        assertTrue(browser.path().contains("operation=resumeQueue"), browser.path());
        browser.click("button", "Verify");
        browser.click("dialog button[type=submit]", "Verify");
        browser.awaitShown(".note.good", "as it was written");
        assertEquals(List.of(), console.barriers());
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void eachOfThesePagesIsForEverybodyInEveryLight() throws Exception {
        dropTuned();
        gantry.run("test.tuned", "{}");
        gantry.send("PUT", "/api/v1/targets/mail", "{\"rate\":10}");
        gantry.send("PUT", "/api/v1/tenants/acme", "{\"maxRunning\":4}");
        gantry.send("POST", "/api/v1/queues/bronze/pause", "{\"reason\":\"month end\"}");
        gantry.send("PUT", "/api/v1/plugins/test.tasks/config", "{\"limit\":7}");
        gantry.send("PUT", "/api/v1/telemetry/levels/dev.gantry.engine", "{\"level\":\"debug\"}");
        gantry.send("POST", "/api/v1/store/backups", "{}");
        enter();
        assertEquals(
                List.of(),
                console.faults(
                        List.of(
                                "/nodes",
                                "/store",
                                "/limits",
                                "/settings",
                                "/settings/test.tasks",
                                "/tokens",
                                "/audit")));
    }
}
