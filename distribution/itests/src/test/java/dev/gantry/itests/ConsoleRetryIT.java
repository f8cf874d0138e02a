package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Flaky;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** What a person does about runs that failed: tries again now, or anew; by button and by key. */
class ConsoleRetryIT extends ConsoleJourney {
    private static final String WAITS =
            "{\"params\":{\"failures\":1},\"retry\":{\"attempts\":2,\"first\":\"PT1H\",\"max\":\"PT1H\"}}";

    @BeforeEach
    void dropFlaky() throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class));
        gantry.awaitRevision("test.tasks", "active");
    }

    /** A run whose first attempt failed, and that waits an hour for the second. */
    private String waiting() throws Exception {
        String id =
                gantry.send("POST", "/api/v1/tasks/test.flaky/runs", WAITS)
                        .body()
                        .path("id")
                        .asString();
        gantry.awaitRun(
                id,
                run ->
                        run.path("state").asString().equals("scheduled")
                                && run.path("attempt").asInt() == 1);
        return id;
    }

    private String failed() throws Exception {
        return gantry.run("test.flaky", "{\"failures\":1,\"permanent\":true}")
                .path("id")
                .asString();
    }

    private JsonNode over(String id) throws Exception {
        return gantry.awaitRun(id, run -> run.path("state").asString().equals("finished"));
    }

    @Test
    void aRunThatWaitsForItsNextAttemptTriesNow() throws Exception {
        String one = waiting();
        String two = waiting();
        enter();
        console.go("/runs/" + one);
        assertEquals(List.of(), console.barriers());
        console.picture("run-waits");
        browser.click(".actions button", "Retry now");
        browser.awaitShown("h1 .badge", "success");
        assertEquals(2, over(one).path("attempt").asInt());
        console.go("/runs/" + two);
        browser.awaitShown(".actions button", "Retry now");
        browser.press("T");
        browser.awaitShown("h1 .badge", "success");
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void aRunThatDidNotBeginIsChanged() throws Exception {
        String id =
                gantry.send(
                                "POST",
                                "/api/v1/tasks/test.flaky/runs",
                                "{\"params\":{\"failures\":1,\"permanent\":true},\"delay\":\"PT1H\"}")
                        .body()
                        .path("id")
                        .asString();
        enter();
        console.go("/runs/" + id);
        browser.click(".actions button", "Change");
        browser.awaitShown("dialog", "Change this run");
        browser.await(
                "the form", "document.querySelector(\"dialog [id='f/failures']\")?.value === '1'");
        assertEquals(List.of(), console.barriers());
        console.picture("run-change");
        browser.click("dialog button[type=submit]", "Save");
        browser.awaitShown("dialog [role=alert]", "Nothing is changed yet.");
        browser.fill("dialog [id='f/failures']", "0");
        browser.fill("dialog input[name=priority]", "200");
        browser.click("dialog button[type=submit]", "Save");
        browser.awaitShown("dialog [role=alert]", "priority");
        browser.fill("dialog input[name=priority]", "7");
        browser.click("dialog button[type=submit]", "Save");
        browser.awaitShown(".toast", "It is changed.");
        browser.awaitShown("pre[aria-label=Parameters]", "\"failures\": 0");
        JsonNode run = gantry.get("/api/v1/runs/" + id);
        assertEquals(0, run.path("params").path("failures").asInt());
        assertTrue(run.path("params").path("permanent").asBoolean(), "it stays");
        assertEquals(7, run.path("priority").asInt());
        assertTrue(
                browser.complaints().stream().allMatch(each -> each.contains("status of 4")),
                "but for what was refused");
    }

    @Test
    void aRunThatFailedIsRunAnew() throws Exception {
        String failed = failed();
        enter();
        console.go("/runs/" + failed);
        browser.awaitShown("h1 .badge", "failure");
        browser.awaitShown(".actions button", "Rerun");
        browser.press("R");
        browser.await("the new run", "!location.pathname.endsWith('" + failed + "')");
        browser.awaitShown("dd a", failed);
        String anew = browser.path().substring("/runs/".length());
        assertEquals(failed, over(anew).path("rerunOf").asString());
        Gantry.Answer refused = gantry.send("POST", "/api/v1/runs/" + failed + "/retry", null);
        assertEquals(409, refused.status());
        assertTrue(refused.body().path("detail").asString().contains("rerun it"));
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void manyAreRetriedAndRerunWithTheKeysAlone() throws Exception {
        List<String> waiting = List.of(waiting(), waiting(), waiting());
        String failed = failed();
        enter();
        console.go("/runs?state=scheduled");
        browser.await("three rows", "document.querySelectorAll('tbody tr').length === 3");
        for (int row = 0; row < 3; row++) {
            browser.press("j");
            browser.press("x");
        }
        browser.awaitShown(".note b", "3 runs chosen");
        browser.press("T");
        browser.awaitShown("dialog", "Retry 3 runs?");
        browser.press("Enter");
        browser.awaitShown(".toast", "Retried: 3 runs");
        for (String id : waiting) {
            assertEquals("success", over(id).path("result").asString());
        }
        console.go("/runs?result=failure");
        browser.awaitShown("tr[data-href='/runs/" + failed + "']", null);
        browser.press("j");
        browser.press("x");
        browser.press("R");
        browser.awaitShown("dialog", "Rerun 1 run?");
        browser.press("Enter");
        browser.awaitShown(".toast", "Started again: 1 run");
        gantry.await(
                "the rerun",
                () -> gantry.get("/api/v1/runs/" + failed),
                run -> !run.path("rerunAs").isNull());
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void allThatMatchAreRetriedAtOnce() throws Exception {
        String one = waiting();
        String two = waiting();
        enter();
        console.go("/runs?task=test.flaky");
        browser.click("button", "All that match");
        console.choose("dialog select", "retry");
        browser.awaitShown("dialog", "2 runs");
        browser.click("dialog button", "Retry 2 runs");
        browser.awaitShown(".toast", "Retried: 2 runs");
        over(one);
        over(two);
    }

    @Test
    void whoMayOnlyLookSeesTheButtonsAndWhyTheyAreOff() throws Exception {
        String waiting = waiting();
        String failed = failed();
        String token =
                gantry.send(
                                "POST",
                                "/api/v1/tokens",
                                "{\"name\":\"looker\",\"roles\":[{\"role\":\"viewer\"}]}")
                        .body()
                        .path("token")
                        .asString();
        open();
        console.comeIn(token);
        browser.awaitShown("main h1", null);
        for (String[] place :
                new String[][] {
                    {"/runs/" + waiting, "Retry now"},
                    {"/runs/" + failed, "Rerun"},
                    {"/runs", "Start a run"},
                    {"/tasks/test.flaky", "Start"},
                    {"/plugins/test.tasks", "Disable"},
                    {"/plugins", "Disable"}
                }) {
            console.go(place[0]);
            browser.awaitShown("main button[disabled][title*='needs the role']", place[1]);
        }
        console.go("/runs");
        browser.awaitShown("tbody input[disabled][title*='needs the role']", null);
        browser.press("j");
        browser.press("x");
        assertTrue(
                browser.eval("!document.querySelector('.note b')").asBoolean(), "none is chosen");
        console.go("/runs/" + failed);
        browser.press("R");
        browser.awaitShown("h1 .badge", "failure");
        assertTrue(gantry.get("/api/v1/runs/" + failed).path("rerunAs").isNull());
        assertEquals(List.of(), console.barriers());
        assertEquals(List.of(), console.complaints());
    }
}
