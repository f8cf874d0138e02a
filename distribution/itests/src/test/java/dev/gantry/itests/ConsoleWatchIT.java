package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What starts by itself, what is looked at, and what is promised, in the console. */
class ConsoleWatchIT extends ConsoleJourney {
    private static final String WEB = "web-0.1.0.jar";
    private static final String DATE =
            "\"task\":\"process.exec\",\"params\":{\"command\":[\"date\"]}";

    /** Nobody answers there. */
    private static final String NOWHERE = "http://127.0.0.1:9/";

    private void put(String path, String body) throws Exception {
        Gantry.Answer answer = gantry.send("PUT", "/api/v1" + path, body);
        assertEquals(2, answer.status() / 100, path + " " + answer.body());
    }

    @Test
    void aScheduleIsMadeWithItsNextFiresInSight() throws Exception {
        dropProcess();
        enter();
        console.go("/schedules");
        browser.awaitShown(".empty-title", "Nothing starts by itself yet");
        browser.click("button", "New schedule");
        browser.fill("dialog input[name=id]", "nightly");
        console.choose("dialog select[required]", "process.exec");
        browser.fill("dialog input[name=cron]", "61 * * * *");
        browser.awaitShown("dialog .next .bad-text", "61");
        browser.fill("dialog input[name=cron]", "30 2 * * *");
        browser.fill("dialog input[name=zone]", "Europe/Berlin");
        browser.await(
                "the next fires in the zone",
                "document.querySelectorAll('dialog .fires li').length === 8"
                        + " && document.querySelector('dialog .next').textContent.includes('Berlin')"
                        + " && [...document.querySelectorAll('dialog .fires li')].every(e =>"
                        + " e.textContent.includes('02:30'))");
        console.choose("dialog select[name=overlap]", "skip");
        browser.click("dialog fieldset button", "Add to command");
        browser.type("date");
        console.picture("schedule-new");
        assertEquals(List.of(), console.barriers());
        browser.click("dialog button", "Make it");
        browser.awaitShown("main h1", "nightly");
        assertEquals("/schedules/nightly", browser.path());
        JsonNode made = gantry.get("/api/v1/schedules/nightly");
        assertEquals("30 2 * * *", made.path("cron").stringValue());
        assertEquals("Europe/Berlin", made.path("zone").stringValue());
        assertEquals("skip", made.path("overlap").stringValue());
        assertEquals("[\"date\"]", made.path("params").path("command").toString());

        browser.click("main button", "Fire now");
        browser.awaitShown("main td .badge", "success");
        browser.click("main button", "Pause");
        browser.fill("dialog input[name=line]", "the disk is being replaced");
        browser.press("Enter");
        browser.awaitShown("h1 .badge", "paused");
        browser.awaitShown(".note.warn", "the disk is being replaced");
        browser.click("main button", "Resume");
        browser.awaitShown("h1 .badge", "scheduled");
        // what browsers write down where the preview of a wrong expression is refused
        assertEquals(
                List.of(),
                console.complaints().stream().filter(e -> !e.contains("status of 400")).toList());
    }

    @Test
    void aChangeKeepsTheRestAndTakesNobodysChangeAway() throws Exception {
        dropProcess();
        put(
                "/schedules/often",
                "{"
                        + DATE
                        + ",\"every\":\"PT1H\",\"labels\":{\"team\":\"web\"},"
                        + "\"missed\":\"all\",\"retry\":{\"attempts\":3}}");
        enter();
        console.go("/schedules/often");
        browser.click("main button", "Edit");
        browser.fill("dialog input[name=every]", "PT2H");
        browser.click("dialog button", "Save");
        browser.awaitShown(".toast", "often is changed");
        JsonNode changed = gantry.get("/api/v1/schedules/often");
        assertEquals("PT2H", changed.path("every").stringValue());
        assertEquals("web", changed.path("labels").path("team").stringValue());
        assertEquals("all", changed.path("missed").stringValue());
        assertEquals(3, changed.path("retry").path("attempts").asInt());
        assertEquals("[\"date\"]", changed.path("params").path("command").toString());

        browser.click("main button", "Edit");
        browser.awaitShown("dialog .fires li", null);
        put("/schedules/often", "{" + DATE + ",\"every\":\"PT3H\"}");
        browser.fill("dialog input[name=every]", "PT4H");
        browser.click("dialog button", "Save");
        browser.awaitShown("dialog [role=alert]", "Somebody else changed it");
        assertEquals("PT3H", gantry.get("/api/v1/schedules/often").path("every").stringValue());
    }

    @Test
    void pastFiresAreCountedBeforeTheirRunsAreMade() throws Exception {
        dropProcess();
        put("/schedules/hourly", "{" + DATE + ",\"cron\":\"0 * * * *\"}");
        enter();
        console.go("/schedules/hourly");
        browser.click("main button", "Backfill");
        browser.awaitShown("dialog .plan", "24 fire times");
        assertEquals(0, gantry.get("/api/v1/runs").path("items").size());
        console.picture("schedule-backfill");
        assertEquals(List.of(), console.barriers());
        browser.click("dialog button", "Make 24 runs");
        browser.awaitShown(".toast", "24 runs made");
        browser.await("their runs", "document.querySelectorAll('tr[data-href]').length === 10");
    }

    @Test
    void theCalendarHasWhatFiresAndCountsWhatFiresOften() throws Exception {
        dropProcess();
        put("/schedules/nightly", "{" + DATE + ",\"cron\":\"30 2 * * *\"}");
        put("/schedules/hourly", "{" + DATE + ",\"cron\":\"0 * * * *\"}");
        put("/schedules/always", "{" + DATE + ",\"every\":\"PT10S\"}");
        put("/schedules/resting", "{" + DATE + ",\"cron\":\"30 3 * * *\",\"paused\":true}");
        enter();
        console.go("/schedules");
        browser.click(".toggles button", "Calendar");
        browser.awaitShown(".week .fire", "nightly");
        assertTrue(browser.path().contains("view=calendar"), browser.path());
        browser.awaitShown(".week .fire.often", "always");
        browser.click("button[aria-label='Next week']", null);
        browser.await(
                "a week of nights",
                "[...document.querySelectorAll('.week .fire:not(.often)')].filter(e =>"
                        + " e.textContent.includes('nightly')).length === 7");
        browser.awaitShown(".week .fire.often", "24 times");
        assertFalse(browser.text(".week").contains("resting"), browser.text(".week"));
        browser.look(360, 740, false);
        browser.await("one day", "document.querySelectorAll('.week thead th').length === 2");
        assertFalse(console.overflows());
        assertEquals(List.of(), console.complaints());
    }

    @Test
    void aCheckIsMadeFromItsDetectorsSchemaAndSaysHowItIs() throws Exception {
        drop(WEB, "dev.gantry.sample.web");
        enter();
        console.go("/detection");
        browser.awaitShown(".empty-title", "Nothing is looked at yet");
        browser.click("td button", "New check");
        browser.fill("dialog input[name=id]", "shop");
        browser.click("dialog button", "Make it");
        browser.awaitShown("dialog [role=alert]", null);
        browser.fill("dialog input[id='f/url']", NOWHERE);
        browser.fill("dialog input[name=interval]", "PT1H");
        console.picture("check-new");
        assertEquals(List.of(), console.barriers());
        browser.click("dialog button", "Make it");
        browser.awaitShown("main h1", "shop");
        browser.awaitShown("h1 .badge", "critical");
        assertEquals("/detection/shop", browser.path());
        browser.awaitShown(".strip", null);

        browser.click("main button", "Look now");
        browser.await("a second verdict", "document.querySelectorAll('main tbody tr').length >= 2");
        browser.click("main button", "Edit");
        browser.fill("dialog input[id='f/url']", gantry.url().resolve("/healthz").toString());
        browser.click("dialog button", "Save");
        browser.awaitShown("h1 .badge", "ok");
        browser.click("main button", "Pause");
        browser.awaitShown("h1 .badge", "paused");
        assertTrue(gantry.get("/api/v1/checks/shop").path("paused").asBoolean());
        browser.click("main button", "Delete");
        browser.click("dialog button[type=submit]", "Delete");
        browser.awaitShown(".empty-title", "Nothing is looked at yet");
        assertEquals(404, gantry.send("GET", "/api/v1/checks/shop", null).status());
    }

    @Test
    void anObjectiveShowsWhatIsLeftOfItsBudget() throws Exception {
        dropProcess();
        enter();
        console.go("/slos");
        browser.awaitShown(".empty-title", "Nothing is promised yet");
        objectives();
        browser.awaitShown("td", "90 % of the runs succeed");
        browser.awaitShown(".note.bad", "bad.yaml");
        gantry.run("process.exec", "{\"command\":[\"true\"]}");
        gantry.run("process.exec", "{\"command\":[\"false\"]}");
        browser.awaitShown("td", "of 2");
        browser.click("td a", "exec-up");
        browser.awaitShown(".figure.bad", "Budget left");
        browser.awaitShown(".burns td", "5 min");
        browser.click("summary", "Show the rules");
        browser.awaitShown("pre", "GantrySloBurn");
        assertEquals(List.of(), console.complaints());
    }

    private void objectives() throws Exception {
        Path slos = Files.createDirectories(home.resolve("conf/slos"));
        Files.writeString(
                slos.resolve("exec.yaml"),
                """
                objectives:
                  - id: exec-up
                    task: process.exec
                    kind: availability
                    objective: 90
                """);
        Files.writeString(slos.resolve("bad.yaml"), "objectives: nonsense\n");
    }

    @Test
    void eachOfThesePagesIsForEverybodyInEveryLight() throws Exception {
        dropProcess();
        drop(WEB, "dev.gantry.sample.web");
        objectives();
        put(
                "/schedules/nightly",
                "{"
                        + DATE
                        + ",\"cron\":\"30 2 * * *\",\"zone\":\"Europe/Berlin\","
                        + "\"jitter\":\"PT5M\",\"overlap\":\"skip\"}");
        put("/schedules/resting", "{" + DATE + ",\"every\":\"PT5M\",\"paused\":true}");
        put(
                "/checks/shop",
                "{\"detector\":\"http.endpoint\",\"config\":{\"url\":\"" + NOWHERE + "\"}}");
        put(
                "/checks/gantry",
                "{\"detector\":\"http.endpoint\",\"config\":{\"url\":\""
                        + gantry.url().resolve("/healthz")
                        + "\"},\"interval\":\"PT1S\"}");
        gantry.run("process.exec", "{\"command\":[\"false\"]}");
        gantry.send("POST", "/api/v1/schedules/nightly/fire", null);
        gantry.await(
                "both checks to have looked",
                () -> gantry.get("/api/v1/checks").path("items"),
                items -> items.valueStream().noneMatch(each -> each.path("last").isNull()));
        enter();
        console.go("/detection");
        browser.awaitShown("main tbody tr", "shop");
        console.picture("detection");
        console.go("/detection/shop");
        browser.awaitShown("main tbody tr", "critical");
        console.picture("check");
        console.go("/detection/gantry");
        browser.awaitShown("g-past", "A forecast needs two days");
        String finding =
                gantry.await(
                                "a finding",
                                () -> gantry.get("/api/v1/findings").path("items").path(0),
                                found -> !found.isMissingNode())
                        .path("id")
                        .asString();
        assertEquals(
                List.of(),
                console.faults(
                        List.of(
                                "/schedules",
                                "/schedules?view=calendar",
                                "/schedules/nightly",
                                "/schedules/resting",
                                "/detection",
                                "/detection/shop",
                                "/detection/gantry",
                                "/findings",
                                "/findings/" + finding,
                                "/slos",
                                "/slos/exec-up")));
    }
}
