package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Tuned;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;

/**
 * Visits to one Gantry that is there for all of them: each has a thing to itself, and none looks at
 * what another one left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleStayIT extends ConsoleVisit {

    @BeforeAll
    void start(@TempDir Path place) throws Exception {
        home = place.resolve("home");
        gantry = Gantry.start(home);
        dropProcess();
        gantry.drop(PluginJar.make(place, "test.tasks", "1.0.0", Tuned.class));
        gantry.awaitRevision("test.tasks", "active");
    }

    @AfterAll
    void stop() throws Exception {
        if (gantry != null) {
            gantry.kill();
        }
    }

    @Test
    void whoHasNoTokenStaysOutside() throws Exception {
        open();
        assertEquals(List.of(), console.barriers());
        console.picture("enter");
        console.comeIn("not-the-token");
        browser.awaitShown("[role=alert]", "token");
        console.comeIn(java.nio.file.Files.readString(home.resolve("data/admin.token")).strip());
        browser.awaitShown("main h1", "Overview");
        // the session is a cookie: a new page load is still signed in, and no script can read it
        browser.open(gantry.url().resolve("/runs"));
        browser.awaitShown("main h1", "Runs");
        assertEquals("", browser.eval("document.cookie").stringValue());
        browser.click("button", "Sign out");
        browser.awaitShown("input[name=token]", null);
    }

    @Test
    void aRefusedJarSaysWhy() throws Exception {
        enter();
        console.go("/plugins");
        browser.upload(
                "input[type=file]",
                Gantry.INSTALLATION.resolve("samples/broken/missing-import.jar"));
        browser.awaitShown("#plan .badge", "reject");
        seen("plugins-plan-refused");
        assertTrue(browser.text("#plan").contains("package"), browser.text("#plan"));
        assertFalse(
                browser.eval(
                                "[...document.querySelectorAll('#plan button')].some(b => b.textContent.includes('Drop it'))")
                        .asBoolean());
    }

    @Test
    void aFindingIsSeenAndLookedAfter() throws Exception {
        gantry.drop(PluginJar.sample("probes-host"));
        gantry.awaitRevision("probes-host", "active");
        gantry.send(
                "PUT",
                "/api/v1/checks/gone",
                """
                {"title":"A file that is gone","detector":"file","target":"%s","interval":"PT1S"}"""
                        .formatted(home.resolve("no-such-file")));
        enter();
        console.go("/findings");
        browser.awaitShown("td a", "A file that is gone");
        assertEquals(List.of(), console.barriers());
        seen("findings");
        browser.click("td a", "A file that is gone");
        browser.awaitShown("h1", "A file that is gone");
        browser.click("button", "Look after it");
        browser.awaitShown("dialog input", null);
        browser.click("dialog button", "Look after it");
        browser.awaitShown(".badge", "looked after");
        assertEquals(List.of(), console.barriers());
        seen("finding");
    }

    @Test
    void aRunIsStartedByAFormFollowedAndCancelled() throws Exception {
        enter();
        browser.click("nav a", "Tasks");
        browser.click("td a", "process.exec");
        for (String part :
                List.of("sh", "-c", "for i in $(seq 600); do echo part $i; sleep 0.1; done")) {
            browser.click("fieldset button", "Add to command");
            browser.type(part);
        }
        browser.click("form button", "Start");
        browser.awaitShown(".log .said", "part 1");
        browser.awaitShown("h1 .badge", "running");
        browser.awaitShown(".log .said", "part 20");
        browser.click(".actions button", "Cancel");
        browser.click("dialog button[type=submit]", "Cancel the run");
        browser.awaitShown("h1 .badge", "cancelled");
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void whatTheSchemaRefusesIsToldAtTheField() throws Exception {
        enter();
        console.go("/tasks/process.exec");
        browser.click("form button", "Start");
        browser.awaitShown("form [role=alert]", null);
        seen("tasks-refused");
        assertTrue(browser.text("form [role=alert]").contains("command"), browser.text("form"));
    }

    @Test
    void keysGoEverywhere() throws Exception {
        enter();
        browser.press("g");
        browser.press("p");
        browser.awaitShown("main h1", "Plugins");
        browser.press("?");
        browser.awaitShown("dialog", "Go to runs");
        seen("keys");
        browser.press("Escape");
        browser.press("g");
        browser.press("o");
        browser.awaitShown("main h1", "Overview");
        browser.press("/");
        browser.awaitShown("[role=combobox]", null);
        browser.type("tas");
        seen("palette");
        browser.press("Enter");
        browser.awaitShown("main h1", "Tasks");
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
    void limitsAreSetByFormsThatAreTheApisOwn() throws Exception {
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
}
