package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Flaky;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The console, as an operator uses it: with a browser, a pointer and keys. */
class ConsoleIT extends ConsoleJourney {

    /** Runs until somebody stops it, and writes a line each tenth of a second. */
    private static final String LONG =
            "{\"params\":{\"command\":[\"sh\",\"-c\",\"for i in $(seq 600); do echo part $i; sleep 0.1;"
                    + " done\"]},\"labels\":{\"team\":\"web\"}}";

    private String start(String body) throws Exception {
        return gantry.send("POST", "/api/v1/tasks/process.exec/runs", body)
                .body()
                .path("id")
                .stringValue();
    }

    @Test
    void aJarIsUploadedAfterItsPlanWasSeenAndIsLive() throws Exception {
        enter();
        Path jar = PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class);
        browser.click("nav a", "Plugins");
        browser.awaitShown(".empty-title", "No plugin is here yet");
        browser.upload("input[type=file]", jar);
        browser.awaitShown("#plan h3", "test.tasks 1.0.0");
        seen("plugins-plan");
        assertEquals(404, gantry.send("GET", "/api/v1/plugins/test.tasks", null).status());
        browser.click("#plan button", "Drop it");
        browser.awaitShown("article[aria-label='test.tasks'] .badge", "active");
        browser.awaitShown("article[aria-label='test.tasks'] .offers a", "test.flaky");

        // another one comes by the folder: the page shows it by itself
        gantry.drop(PluginJar.make(folder, "test.tasks", "2.0.0", Flaky.class));
        browser.awaitShown("article[aria-label='test.tasks'] .version-name", "2.0.0");
        browser.click("article[aria-label='test.tasks'] button", "Roll back to 1.0.0");
        browser.awaitShown(".toast", "takes new runs");
        assertEquals(
                "1.0.0", gantry.get("/api/v1/plugins/test.tasks").path("active").stringValue());
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void aNewVersionIsTriedWithAPartAndPromoted() throws Exception {
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Flaky.class));
        gantry.awaitRevision("test.tasks", "active");
        enter();
        console.go("/plugins/test.tasks");
        browser.click("button", "Pin 1.0.0");
        browser.awaitShown("h1 .chip", "pinned to 1.0.0");
        gantry.drop(PluginJar.make(folder, "test.tasks", "2.0.0", Flaky.class));
        browser.awaitShown("td .badge", "staged");
        browser.click("td button", "Try with a part");
        browser.fill("dialog input[name=steps]", "20 50");
        browser.click("dialog button[type=submit]", "Try it");
        browser.awaitShown(".trial", "2.0.0 is on trial with 20 % of new runs, step 1 of 2");
        seen("plugins-canary");
        browser.click("button", "Promote the canary");
        browser.awaitShown("tr:has(.badge.good) td", "2.0.0");
        assertEquals(
                "2.0.0", gantry.get("/api/v1/plugins/test.tasks").path("active").stringValue());
    }

    @Test
    void aRunThatFailsSaysWhyInTheListAndOnItsPage() throws Exception {
        dropProcess();
        enter();
        console.go("/runs");
        browser.awaitShown(".empty-title", "Nothing has run yet");
        String id =
                start(
                        "{\"params\":{\"command\":[\"sh\",\"-c\",\"echo almost; echo no room >&2; exit 3\"]}}");
        browser.awaitShown("td .badge", "failure");
        browser.awaitShown("td .sub", "exit code 3");
        browser.press("j");
        browser.press("Enter");
        browser.awaitShown(".why", "exit code 3");
        assertEquals("/runs/" + id, browser.path());
        assertTrue(browser.text(".why").contains("Exec.java"), browser.text(".why"));
        browser.awaitShown(".log .said", "no room");
        browser.awaitShown(".timeline", null);
        browser.click("button", "Dismiss");
        browser.click("dialog button[type=submit]", "Dismiss");
        browser.awaitShown(".toast", "no dead letter");
        assertFalse(gantry.get("/api/v1/runs/" + id).path("deadLetter").asBoolean());
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void itStaysThroughARestartOfTheServer() throws Exception {
        dropProcess();
        enter();
        console.go("/runs");
        browser.awaitShown(".live", "Live");
        browser.eval("window.stayed = true");
        int port = gantry.url().getPort();
        gantry.kill();
        browser.awaitShown("[role=alert]", "The connection to Gantry is lost");
        console.picture("connection-lost");
        // a page whose file was never loaded: it opens when there is somebody to give it
        browser.click("nav a", "Tasks");
        browser.awaitShown("[role=alert]", "It opens by itself when Gantry is back");
        gantry = Gantry.start(home, "--port", Integer.toString(port));
        browser.awaitShown("main h1", "Tasks");
        browser.awaitShown(".live", "Live");
        console.go("/runs");
        String id = start("{\"params\":{\"command\":[\"date\"]}}");
        browser.awaitShown("tr[data-href='/runs/" + id + "'] .badge", "success");
        assertTrue(browser.eval("window.stayed").asBoolean(), "the page was not loaded again");
    }

    @Test
    void runsAreFilteredSavedAsAViewAndCancelledTogether() throws Exception {
        dropProcess();
        enter();
        for (int i = 0; i < 3; i++) {
            start(LONG);
        }
        gantry.run("process.exec", "{\"command\":[\"date\"]}");
        console.go("/runs");
        browser.click(".toggles button", "Running");
        browser.await("three rows", "document.querySelectorAll('tbody tr').length === 3");
        assertEquals("/runs?state=running", browser.path());
        browser.click("button", "All that match");
        browser.awaitShown("dialog", "3 runs");
        seen("runs-bulk");
        browser.click("dialog button", "Cancel 3 runs");
        browser.awaitShown(".toast", "Cancelled: 3 runs");
        browser.awaitShown(".empty-title", "No run matches");
        browser.eval("document.querySelector('select[aria-label=Result]').value = 'success'");
        console.go("/runs?result=cancelled");
        browser.click("button", "Save this view");
        browser.fill("dialog input", "Stopped");
        browser.press("Enter");
        browser.awaitShown(".toggles button[aria-pressed=true]", "Stopped");
        browser.press("/");
        browser.type("nothing-like-this");
        browser.awaitShown(".empty-title", "No run matches");
    }

    @Test
    void everyPageIsForEverybodyInEveryLight() throws Exception {
        dropProcess();
        gantry.drop(Gantry.INSTALLATION.resolve("samples/broken/missing-import.jar"));
        gantry.awaitRevision("missing-import.jar", "rejected");
        String failed =
                start(
                        "{\"params\":{\"command\":[\"sh\",\"-c\",\"echo no room >&2; exit 3\"]},\"retry\":{\"attempts\":2,\"first\":\"PT0.1S\"}}");
        gantry.awaitRun(failed, run -> run.path("state").asString().equals("finished"));
        String running = start(LONG);
        enter();
        List<String> paths = new ArrayList<>();
        browser.eval(
                        "import(document.querySelector('script[type=module]').src.replace('app.js',"
                                + " 'pages/index.js')).then(m => m.ROUTES.map(r => r.path).filter(p =>"
                                + " !p.includes(':')))")
                .forEach(each -> paths.add(each.stringValue()));
        assertTrue(paths.containsAll(List.of("/", "/runs", "/tasks", "/plugins")), paths::toString);
        paths.addAll(
                List.of(
                        "/runs/" + failed,
                        "/runs/" + running,
                        "/tasks/process.exec",
                        "/plugins/dev.gantry.sample.process",
                        "/no/such/page"));
        List<String> wrong = new ArrayList<>();
        for (String path : paths) {
            console.go(path);
            String name =
                    path.equals("/")
                            ? "overview"
                            : path.substring(1)
                                    .replace('/', '-')
                                    .replace(failed, "failed")
                                    .replace(running, "running");
            for (boolean dark : List.of(false, true)) {
                browser.look(1280, 800, dark);
                console.barriers()
                        .forEach(each -> wrong.add(path + (dark ? " dark " : " light ") + each));
                console.picture(name + (dark ? "-dark" : "-light"));
            }
            browser.look(360, 740, false);
            if (console.overflows()) {
                wrong.add(path + " must be scrolled sideways at 360 px");
            }
            console.picture(name + "-360");
            browser.look(1280, 800, false);
        }
        wrong.addAll(console.complaints());
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
    }
}
