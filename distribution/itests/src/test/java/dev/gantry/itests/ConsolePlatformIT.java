package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
