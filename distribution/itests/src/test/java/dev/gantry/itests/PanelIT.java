package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/** A plugin's panel: over HTTP, and in a browser, where it reaches nothing but its data. */
class PanelIT {
    private static final String ID = "dev.gantry.sample.panel";
    private static final String PANEL = "/api/v1/panels/" + ID + "/disk";
    private static final Path SAMPLE = Gantry.INSTALLATION.resolve("bundles/panel-0.1.0.jar");
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String FRAME = "/frame.html";
    private static final String ELEMENT = "document.querySelector('gantry-panel')";

    @TempDir Path folder;
    private Gantry gantry;

    @BeforeEach
    void start() throws Exception {
        gantry = Gantry.start(folder.resolve("home"));
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private Path dropSample() throws Exception {
        Path dropped = gantry.drop(SAMPLE, "panel.jar");
        gantry.awaitRevision(ID, "active");
        return dropped;
    }

    /** The sample as another version, with another module. */
    private Path variant(String version, String module) throws Exception {
        try (Jar jar = new Jar(SAMPLE.toFile())) {
            jar.getManifest().getMainAttributes().putValue("Bundle-Version", version);
            jar.putResource("panel/disk.js", new EmbeddedResource(module, 0));
            Path file = folder.resolve("variant-" + version + ".jar");
            jar.write(file.toFile());
            return file;
        }
    }

    private HttpResponse<String> asStranger(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(gantry.url().resolve(path)).build(),
                        BodyHandlers.ofString());
    }

    @Test
    void isThereWithItsPluginAndGoneWithIt() throws Exception {
        assertEquals(0, gantry.get("/api/v1/panels").path("items").size());
        Path dropped = dropSample();
        JsonNode panel = gantry.get("/api/v1/panels?plugin=" + ID).path("items").path(0);
        assertEquals("disk", panel.path("id").stringValue());
        assertEquals("overview", panel.path("place").stringValue());
        String module = panel.path("module").stringValue();
        HttpResponse<String> script = asStranger(module);
        assertEquals(200, script.statusCode());
        assertTrue(script.body().contains("export default class"), script.body());
        assertEquals(
                200, asStranger(URI.create(module).resolve("draw.js").toString()).statusCode());
        assertEquals(404, asStranger(module.replace("disk.js", "DiskPanel.class")).statusCode());
        assertEquals(401, asStranger(PANEL + "/data").statusCode());

        JsonNode data = gantry.get(PANEL + "/data");
        assertTrue(data.path("bytes").longValue() > 0, data.toString());
        assertTrue(data.path("history").size() > 0, data.toString());
        Gantry.Answer refused = gantry.send("GET", PANEL + "/data?query=%7B%22span%22:7%7D", null);
        assertEquals(422, refused.status());
        assertEquals("/span", refused.body().path("errors").path(0).path("pointer").stringValue());
        String list = gantry.cli("panel", "list").out();
        assertTrue(list.contains(ID + "/disk"), list);

        Files.delete(dropped);
        gantry.awaitRevision(ID, "retired");
        assertEquals(0, gantry.get("/api/v1/panels").path("items").size());
        assertEquals(404, gantry.send("GET", PANEL, null).status());
        assertEquals(404, gantry.send("GET", PANEL + "/data", null).status());
        assertEquals(404, asStranger(module).statusCode());
    }

    @Test
    void isDrawnInAFrameThatReachesNothingElse() throws Exception {
        try (Chromium chromium = Chromium.start(folder.resolve("browser"));
                Browser browser = chromium.window()) {
            browser.look(1280, 800, false);
            browser.open(gantry.url());
            browser.fill(
                    "input[name=token]",
                    Files.readString(gantry.home.resolve("data/admin.token")).strip());
            browser.press("Enter");
            browser.awaitShown("h1", "Overview");
            assertTrue(!browser.eval("Boolean(document.querySelector('iframe'))").asBoolean());

            browser.complaints();
            Path dropped = dropSample();
            browser.awaitShown("section h2", "Disk");
            drawn(browser);
            picture(browser, "panel-light", false);
            picture(browser, "panel-dark", true);
            assertEquals("[]", browser.complaints().toString());

            reachesNothing(browser);
            asksForOtherData(browser);
            isNotTalkedToOnceItLeft(browser);
            isSwappedUnderTheEyes(browser);

            Files.delete(dropped);
            browser.await("the panel to go", "!document.querySelector('iframe')");
            browser.open(gantry.url().resolve("/panels/" + ID + "/disk"));
            browser.awaitShown(".empty", "There is no such panel");
            dropSample();
            browser.awaitShown("h1", "Disk");
            drawn(browser);
        }
    }

    private void drawn(Browser browser) throws Exception {
        browser.await(
                "the panel to say how high it is",
                "document.querySelector('iframe')?.height > 200");
        gantry.await(
                "the panel to be drawn",
                () ->
                        browser.frames()
                                .eval(
                                        FRAME,
                                        ELEMENT + ".shadowRoot.querySelector('path.line') !== null")
                                .asBoolean(false),
                found -> found);
    }

    private void picture(Browser browser, String name, boolean dark) throws Exception {
        browser.eval(
                "document.documentElement.dataset.theme = '" + (dark ? "dark" : "light") + "'");
        gantry.await(
                "the panel to be as the console",
                () ->
                        browser.frames()
                                .eval(FRAME, "document.documentElement.dataset.theme")
                                .asString(""),
                (dark ? "dark" : "light")::equals);
        browser.picture(PICTURES.resolve(name + ".png"));
    }

    private static void reachesNothing(Browser browser) throws Exception {
        for (String denied :
                new String[] {
                    "document.cookie",
                    "localStorage.length",
                    "sessionStorage.length",
                    "parent.document.title",
                    "parent.localStorage",
                    "top.location.href",
                    "(() => { top.location = '/runs'; return 'gone'; })()"
                }) {
            assertEquals(
                    "SecurityError", browser.frames().eval(FRAME, denied).asString(""), denied);
        }
        for (String denied :
                new String[] {
                    "caches.keys()",
                    "navigator.serviceWorker.getRegistrations()",
                    "cookieStore.getAll()",
                    "navigator.mediaDevices.getUserMedia({audio: true})"
                }) {
            String answer = browser.frames().eval(FRAME, denied).asString("");
            assertTrue(answer.endsWith("Error"), denied + ": " + answer);
        }
        for (String refused :
                new String[] {
                    "fetch('/api/v1/session')",
                    "fetch('/api/v1/plugins', {credentials: 'include'})",
                    "import('/api/v1/panels')",
                    "import('data:text/javascript,1')"
                }) {
            assertEquals("TypeError", browser.frames().eval(FRAME, refused).asString(""), refused);
        }
        for (String nothing :
                new String[] {
                    "self.origin === 'null'",
                    "open('/') === null",
                    "new Promise(r => { const x = new XMLHttpRequest(); x.open('GET', '/api/v1/session');"
                            + " x.onerror = () => r(true); x.onload = () => r(false); x.send(); })",
                    "new Promise(r => { addEventListener('securitypolicyviolation', () => r(true), {once: true});"
                            + " new Image().src = 'http://127.0.0.1:9/x.png'; setTimeout(() => r(false), 5000); })",
                    "new Promise(r => { const f = document.createElement('iframe'); f.src = '/';"
                            + " addEventListener('securitypolicyviolation', () => r(true), {once: true});"
                            + " document.body.append(f); setTimeout(() => r(false), 5000); })"
                }) {
            assertTrue(
                    !browser.frames().eval(FRAME, nothing).asString("false").equals("false"),
                    nothing);
        }
        assertEquals("/", browser.path());
    }

    private static void asksForOtherData(Browser browser) throws Exception {
        browser.frames().eval(FRAME, ELEMENT + ".shadowRoot.querySelectorAll('button')[1].click()");
        browser.await(
                "the panel's question to be asked",
                "performance.getEntriesByType('resource').some(e => e.name.includes('PT1H'))");
        browser.frames().eval(FRAME, "import('gantry').then(m => m.ask({span: 7}))");
        browser.awaitShown("g-panel [role=alert]", "span");
        browser.frames().eval(FRAME, "import('gantry').then(m => m.ask({}))");
        browser.await("the refusal to go", "!document.querySelector('g-panel [role=alert]')");
    }

    private static void isNotTalkedToOnceItLeft(Browser browser) throws Exception {
        browser.frames().eval(FRAME, "setTimeout(() => location.assign('/healthz'), 50)");
        browser.awaitShown("g-panel .note", "It left its page");
    }

    private void isSwappedUnderTheEyes(Browser browser) throws Exception {
        gantry.drop(
                variant(
                        "0.2.0",
                        "export default class extends HTMLElement {"
                                + " set data(it) { this.textContent = 'second ' + it.bytes; } }"),
                "panel.jar");
        gantry.await(
                "the new version to be drawn",
                () -> {
                    try {
                        return browser.frames()
                                .eval(FRAME, "document.body.textContent")
                                .asString("");
                    } catch (AssertionError | ExecutionException e) {
                        return ""; // between two frames
                    }
                },
                text -> text.strip().startsWith("second"));
        gantry.drop(variant("0.3.0", "throw new Error('it is not ready');"), "panel.jar");
        browser.awaitShown("g-panel .note", "Its script failed: it is not ready");
    }
}
