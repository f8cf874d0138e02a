package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Scripted;
import dev.gantry.itests.tasks.ScriptedCheck;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Script in whatever can be said of anything: a browser shows it as the text that it is. */
class ScriptIT extends ConsoleJourney {
    private static final String MARK = Scripted.MARK;
    private static final String SHOWN = "<b data-injected>here</b>";
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Whether any element was made of it, also in shadow trees; JavaScript. */
    private static final String INJECTED =
            "(function any(root) { return [...root.querySelectorAll('*')].some(e =>"
                    + " e.hasAttribute('data-injected') || e.hasAttribute('onerror')"
                    + " || e.shadowRoot && any(e.shadowRoot)); })(document)";

    /** Pages on which something of it must be seen. */
    private static final List<String> SAYS_IT =
            List.of(
                    "/runs/",
                    "/tasks",
                    "/plugins",
                    "/schedules/",
                    "/detection",
                    "/nodes",
                    "/tokens",
                    "/audit");

    private String id(String method, String path, Object body) throws Exception {
        Gantry.Answer answer = gantry.send(method, path, body);
        assertTrue(answer.status() < 300, () -> method + " " + path + ": " + answer.body());
        return answer.body().path("id").asString("");
    }

    private String run(boolean fails) throws Exception {
        String id =
                id(
                        "POST",
                        "/api/v1/tasks/test.scripted/runs",
                        Map.of(
                                "params", Map.of("text", MARK, "fails", fails),
                                "labels", Map.of(MARK, MARK)));
        gantry.awaitRun(id, run -> run.path("state").asString().equals("finished"));
        return id;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What no caller can write may still be in a store, as the name of who logged in elsewhere. */
    private void intoStore(String sql) throws Exception {
        try (Connection store =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + home.resolve("data/gantry.db"));
                PreparedStatement update = store.prepareStatement(sql)) {
            for (int i = 1; i <= update.getParameterMetaData().getParameterCount(); i++) {
                update.setString(i, MARK);
            }
            assertTrue(update.executeUpdate() > 0, sql);
        }
    }

    @Test
    void isShownAsText() throws Exception {
        gantry.drop(
                PluginJar.make(
                        folder,
                        "test.scripted",
                        "1.0.0",
                        Map.of("Bundle-Name", MARK),
                        Scripted.class,
                        ScriptedCheck.class));
        gantry.awaitRevision("test.scripted", "active");
        String file = SHOWN.replace("/", "") + ".jar";
        Files.writeString(home.resolve("bundles").resolve(file), "no JAR");
        gantry.awaitRevision(encoded(file), "rejected");
        String good = run(false);
        String failed = run(true);
        String paused = "{\"note\":" + JSON.writeValueAsString(MARK) + "}";
        Map<String, Object> schedule = new LinkedHashMap<>();
        schedule.put("task", "test.scripted");
        schedule.put("every", "PT1H");
        schedule.put("params", Map.of("text", MARK));
        schedule.put("labels", Map.of(MARK, MARK));
        id("PUT", "/api/v1/schedules/scripted", schedule);
        id("POST", "/api/v1/schedules/scripted/pause", paused);
        id(
                "PUT",
                "/api/v1/checks/scripted",
                Map.of(
                        "detector",
                        "test.scripted-check",
                        "config",
                        Map.of("text", MARK),
                        "interval",
                        "PT1H",
                        "labels",
                        Map.of(MARK, MARK)));
        gantry.await(
                "a verdict",
                () -> gantry.get("/api/v1/checks/scripted/verdicts").path("items").size(),
                size -> size > 0);
        id("PUT", "/api/v1/tenants/scripted", Map.of("maxRunning", 1));
        for (String what : List.of("tenants/scripted", "tasks/test.scripted", "queues/bronze")) {
            id("POST", "/api/v1/" + what + "/pause", paused.replace("note", "reason"));
        }
        id(
                "POST",
                "/api/v1/tokens",
                Map.of(
                        "name",
                        "scripted",
                        "roles",
                        List.of(Map.of("role", "viewer", "tenant", MARK))));
        gantry.close();
        intoStore("UPDATE token SET name = ?, created_by = ?");
        intoStore(
                "UPDATE audit SET actor = ?, credential = ?, remote = ?, target = ?, tenant = ?, detail = ?");
        gantry = Gantry.start(home, "--set", "gantry.node.name=" + SHOWN);
        gantry.awaitRevision("test.scripted", "active");

        enter();
        List<String> wrong = new ArrayList<>();
        for (String path : paths(good, failed, file)) {
            console.go(path);
            if (SAYS_IT.stream().anyMatch(path::startsWith) && !shown(path, file)) {
                wrong.add(path + " does not show it");
            }
            if (browser.eval("'ran' in window").asBoolean()) {
                wrong.add(path + " ran it");
            }
            if (browser.eval(INJECTED).asBoolean()) {
                wrong.add(path + " took it for markup");
            }
        }
        console.go("/");
        browser.press("/");
        browser.awaitShown("[role=combobox]", null);
        browser.type("here");
        browser.awaitShown("[role=option]", SHOWN);
        assertEquals(false, browser.eval(INJECTED + " || 'ran' in window").asBoolean());
        wrong.addAll(console.complaints());
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
        browser.eval(
                "document.body.appendChild(document.createElement('b'))"
                        + ".toggleAttribute('data-injected')");
        assertTrue(browser.eval(INJECTED).asBoolean(), "this is how it would be seen");
    }

    private boolean shown(String path, String file) throws Exception {
        try {
            browser.await(
                    path + " to show it",
                    ("['%s', '%s'].some(text => document.body.innerText.includes(text))")
                            .formatted(SHOWN, file));
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private List<String> paths(String good, String failed, String file) throws Exception {
        List<String> paths = new ArrayList<>();
        browser.eval(
                        "import(document.querySelector('script[type=module]').src.replace('app.js',"
                                + " 'pages/index.js')).then(m => m.ROUTES.map(r => r.path).filter(p =>"
                                + " !p.includes(':')))")
                .forEach(each -> paths.add(each.stringValue()));
        assertTrue(paths.size() > 10, paths::toString);
        paths.addAll(
                List.of(
                        "/runs/" + good,
                        "/runs/" + failed,
                        "/tasks/test.scripted",
                        "/plugins/test.scripted",
                        "/plugins/" + encoded(file),
                        "/schedules/scripted",
                        "/detection/scripted"));
        return paths;
    }
}
