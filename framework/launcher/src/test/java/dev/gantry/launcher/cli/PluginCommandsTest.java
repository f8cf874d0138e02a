package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.cli.FakeGantry.Ended;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

@Timeout(30)
class PluginCommandsTest {
    private static final String PLUGIN = "/api/v1/plugins/x";
    private static final String NEW = "cc".repeat(32);
    private static final String OLD = "aa".repeat(32);
    private static final String CANARY =
            """
            {"version":"3","sha256":"%s","step":1,"percent":25,
             "spec":{"steps":[5,25,50],"tenant":null,"labels":{},"bake":"PT5M","minimum":50},
             "since":"2026-01-01T00:00:00Z","until":"2026-01-01T00:05:00Z",
             "canary":{"attempts":12,"failed":1,"p95":"PT0.12S"},
             "control":{"attempts":1,"failed":0,"p95":null},
             "verdict":"38 attempts are missing."}
            """
                    .formatted(NEW);
    private static final String DRAIN =
            """
            {"leases":1,"waiting":2,"since":"2026-01-01T00:00:00Z",
             "deadline":"2026-01-01T01:00:00Z","forced":false,"reason":"Run r1 goes on."}
            """;

    @TempDir Path folder;
    private FakeGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new FakeGantry(folder);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    /** A plugin whose version 3 is in {@code state} while version 1 leaves. */
    private static String plugin(String state, String canary) {
        return """
        {"id":"x","name":"Ex","active":"2","enabled":true,"pinned":"2","limit":4,"canary":%s,
         "versions":[
          {"version":"4","sha256":"dd","state":"staged","reason":"2 is pinned.","tasks":["t"]},
          {"version":"3","sha256":"%s","file":"x3.jar","state":"%s","reason":null,"detail":"raw"},
          {"version":"2","sha256":"bb","state":"active",
           "signature":{"trusted":true,"signer":"CN=acme","until":"2027-01-01T00:00:00Z"},
           "needs":{"secrets":true,"network":["a:1","b:2"],"processes":[],"files":["/srv"]}},
          {"version":"1","sha256":"%s","state":"draining","drain":%s},
          {"version":"0","sha256":"ee","state":"retired","leak":"Thread pump holds them."}]}
        """
                .formatted(canary, NEW, state, OLD, DRAIN);
    }

    @Test
    void listsAllPartsAndShowsSharesAndWhatIsLeft() {
        gantry.on(
                        "GET /api/v1/plugins?limit=1000",
                        200,
                        "{\"items\":[" + plugin("canary", CANARY) + "],\"next\":\"x\"}")
                .on(
                        "GET /api/v1/plugins?limit=1000&cursor=x",
                        200,
                        "{\"items\":[{\"id\":\"y\",\"enabled\":false,\"versions\":[{\"version\":"
                                + "\"1\",\"state\":\"active\"}]}],\"next\":null}");
        assertEquals(
                """
                PLUGIN  VERSION  STATE              SINCE  OFFERS  WHY
                x       4        staged, held back  -      t       2 is pinned.
                x       3        canary 25%         -      -       38 attempts are missing.
                x       2        active, pinned     -      -       -
                x       1        draining, 3 left   -      -       Run r1 goes on.
                y       1        active, disabled   -      -       -
                """,
                gantry.run("plugin", "list").out());
        assertTrue(gantry.run("plugin", "list", "--all").out().contains("Thread pump holds them."));
    }

    @Test
    void showsAllOfAPlugin() {
        gantry.on("GET " + PLUGIN, 200, plugin("canary", CANARY))
                .on(
                        "GET " + PLUGIN + "/history?limit=5",
                        200,
                        "{\"items\":[{\"id\":7,\"at\":\"soon\",\"version\":\"2\",\"what\":\"pinned\","
                                + "\"text\":\"2 is pinned.\",\"by\":\"api\"}],\"next\":null}");
        String out = gantry.run("plugin", "show", "x").out();
        for (String part :
                List.of(
                        "Plugin   x: Ex\n",
                        "Active   2\n",
                        "Pinned   2, newer ones are held back; end it with: gantry plugin unpin x",
                        "Limit    4 attempts at one time\n",
                        "Signed   by CN=acme, trusted; certificate until 2027-01-01T00:00:00Z\n",
                        "Needs    secrets, network a:1 b:2, files /srv\n",
                        "Canary   3 gets 25% of new runs (step 2 of 3), since ",
                        "canary 12 attempts, 1 failed, p95 120ms\n",
                        "control 1 attempt, 0 failed\n",
                        "Verdict  38 attempts are missing.\n",
                        "1 is draining: 1 attempt runs on it, 2 runs wait for it; began ",
                        "end it with: gantry plugin drain x 1 --force. Run r1 goes on.\n",
                        "0 is gone, its classes are not: Thread pump holds them.\n",
                        "soon  pinned  2        api  2 is pinned.\n")) {
            assertTrue(out.contains(part), part + " is not in\n" + out);
        }
        assertFalse(out.contains(NEW), out);
        String more = gantry.run("plugin", "show", "x", "--verbose").out();
        assertTrue(more.contains("3 x3.jar sha256 " + NEW + "\n  raw\n"), more);
    }

    @Test
    void plansAFileAndEndsAsTheGateWould() throws IOException {
        Path jar = Files.writeString(folder.resolve("x.jar"), "bytes");
        gantry.on(
                "POST /api/v1/plugins/plan?filename=x.jar",
                200,
                """
                {"file":"x.jar","sha256":"cc","plugin":"x","version":"3","action":"replace",
                 "sentence":"x 3 would take new runs from 2.",
                 "replaces":{"id":"x","version":"2","sha256":"bb"},
                 "compatibility":"new-runs-only",
                 "differences":[{"weight":"new-runs-only","subject":"task t",
                   "sentence":"parameter `a` added"}],
                 "tasks":["t"],"detectors":["d"],"rewired":["z"],
                 "touched":[{"kind":"schedule","id":"nightly","effect":"goes to 3"}]}
                """);
        String plan =
                """
                replace: x 3 would take new runs from 2.

                Plugin         x 3
                Replaces       x 2
                Compatibility  new-runs-only
                Offers         t, d
                Rewired        z

                WEIGHT         SUBJECT  DIFFERENCE
                new-runs-only  task t   parameter `a` added

                TOUCHES   ID       EFFECT
                schedule  nightly  goes to 3
                """;
        assertEquals(new Ended(0, plan, ""), gantry.run("plugin", "plan", jar.toString()));
        assertEquals(
                new Ended(0, plan, ""), gantry.run("plugin", "drop", "--plan", jar.toString()));
        assertEquals(
                "replace",
                Api.JSON
                        .readTree(gantry.run("plugin", "plan", jar.toString(), "-o", "json").out())
                        .path("action")
                        .stringValue());
        gantry.on(
                "POST /api/v1/plugins/plan?filename=x.jar",
                200,
                "{\"action\":\"reject\",\"sentence\":\"needs package p\"}");
        assertEquals(
                new Ended(ExitCode.REFUSED, "reject: needs package p\n", ""),
                gantry.run("plugin", "plan", jar.toString()));
        assertEquals(ExitCode.USAGE, gantry.run("plugin", "plan", "none.jar").code());
    }

    @Test
    void dropsWithOverride() throws IOException {
        Path jar = Files.writeString(folder.resolve("x.jar"), "bytes");
        gantry.on("POST /api/v1/plugins?filename=x.jar&override=true", 201, "{}");
        assertEquals(0, gantry.run("plugin", "drop", "--override", jar.toString()).code());
    }

    @Test
    void activatesWithWhatWasTyped() {
        gantry.on("POST " + PLUGIN + "/versions/3/activate", 200, plugin("active", "null"));
        assertEquals(0, gantry.run("plugin", "activate", "x", "3", "--wait").code());
        assertEquals(
                0,
                gantry.run(
                                "plugin",
                                "activate",
                                "x",
                                "3",
                                "--canary",
                                "5,50",
                                "--bake",
                                "PT2M",
                                "--minimum",
                                "9",
                                "--tenant",
                                "me",
                                "-l",
                                "a=b",
                                "--override")
                        .code());
        assertEquals(
                List.of(
                        "POST " + PLUGIN + "/versions/3/activate {}",
                        "POST "
                                + PLUGIN
                                + "/versions/3/activate {\"canary\":{\"steps\":[5,50],"
                                + "\"bake\":\"PT2M\",\"minimum\":9,\"tenant\":\"me\","
                                + "\"labels\":{\"a\":\"b\"}},\"override\":true}"),
                gantry.requests());
        assertEquals(
                ExitCode.USAGE, gantry.run("plugin", "activate", "x", "3", "--canary", "z").code());
    }

    @Test
    void followsACanaryToItsEnd() {
        String begun = plugin("canary", CANARY);
        String[] command = {
            "plugin", "activate", "x", "3", "--canary", "5", "--wait", "--every", "1ms"
        };
        gantry.on("POST " + PLUGIN + "/versions/3/activate", 200, begun)
                .on("GET " + PLUGIN, 200, begun)
                .then("GET " + PLUGIN, begun.replace("\"attempts\":12", "\"attempts\":50"))
                .then("GET " + PLUGIN, plugin("active", "null"));
        Ended good = gantry.run(command);
        assertEquals(
                new Ended(
                        ExitCode.OK,
                        good.out(),
                        """
                        3 gets 25% of new runs (step 2 of 3): canary 12 attempts, 1 failed, p95 \
                        120ms; control 1 attempt, 0 failed. 38 attempts are missing.
                        3 gets 25% of new runs (step 2 of 3): canary 50 attempts, 1 failed, p95 \
                        120ms; control 1 attempt, 0 failed. 38 attempts are missing.
                        """),
                good);
        assertTrue(good.out().contains("x       3        active "), good.out());

        String bad =
                plugin("staged", "null").replace("\"reason\":null", "\"reason\":\"It failed.\"");
        gantry.on("GET " + PLUGIN, 200, bad);
        Ended ended = gantry.run(command);
        assertEquals(ExitCode.FAILED, ended.code());
        assertTrue(ended.err().endsWith("gantry: 3 was not promoted: It failed.\n"), ended.err());
    }

    @Test
    void decidesWithOneWord() {
        for (String verb :
                List.of("rollback", "promote", "pin", "unpin", "disable", "enable", "limit")) {
            gantry.on("POST " + PLUGIN + "/" + verb, 200, plugin("active", "null"));
        }
        for (String command :
                List.of(
                        "rollback x",
                        "promote x",
                        "pin x",
                        "pin x 2",
                        "unpin x",
                        "disable x",
                        "enable x",
                        "limit x 3",
                        "limit x none")) {
            assertEquals(0, gantry.run(("plugin " + command).split(" ")).code(), command);
        }
        assertEquals(
                List.of(
                        "POST " + PLUGIN + "/rollback",
                        "POST " + PLUGIN + "/promote",
                        "POST " + PLUGIN + "/pin {}",
                        "POST " + PLUGIN + "/pin {\"version\":\"2\"}",
                        "POST " + PLUGIN + "/unpin",
                        "POST " + PLUGIN + "/disable",
                        "POST " + PLUGIN + "/enable",
                        "POST " + PLUGIN + "/limit {\"attempts\":3}",
                        "POST " + PLUGIN + "/limit {\"attempts\":0}"),
                gantry.requests());
        for (String bad : List.of("many", "0", "-1")) {
            assertEquals(ExitCode.USAGE, gantry.run("plugin", "limit", "x", "--", bad).code(), bad);
        }
    }

    @Test
    void showsForcesAndAwaitsADrain() {
        gantry.on("GET " + PLUGIN, 200, plugin("active", "null"));
        Ended shown = gantry.run("plugin", "drain", "x", OLD.substring(0, 12));
        assertEquals(0, shown.code());
        assertTrue(shown.out().startsWith("1 is draining: 1 attempt runs on it"), shown.out());
        Ended active = gantry.run("plugin", "drain", "x", "2");
        assertEquals(
                new Ended(ExitCode.REFUSED, "", "gantry: x 2 is active, not draining\n"), active);
        assertEquals(ExitCode.NOT_FOUND, gantry.run("plugin", "drain", "x", "9").code());
        assertEquals(ExitCode.NOT_FOUND, gantry.run("plugin", "drain", "x", "aa").code());

        String gone =
                plugin("active", "null")
                        .replace("\"draining\",\"drain\":" + DRAIN, "\"retired\",\"drain\":null");
        gantry.on(
                        "POST " + PLUGIN + "/versions/1/drain/force",
                        200,
                        plugin("active", "null").replace("\"forced\":false", "\"forced\":true"))
                .then("GET " + PLUGIN, gone);
        Ended forced =
                gantry.run("plugin", "drain", "x", "1", "--force", "--wait", "--every", "1ms");
        assertEquals(0, forced.code(), forced.err());
        assertEquals("1 is retired.\n", forced.out());
        assertTrue(forced.err().startsWith("1 is draining, by force: "), forced.err());
    }

    @Test
    void printsHistoryAndUsage() {
        gantry.on(
                "GET " + PLUGIN + "/history?limit=3",
                200,
                "{\"items\":[{\"id\":7,\"at\":\"soon\",\"version\":null,\"what\":\"disabled\","
                        + "\"text\":\"Off.\",\"by\":\"api\"}],\"next\":\"7\"}");
        assertEquals(
                "WHEN  WHAT      VERSION  BY   TEXT\nsoon  disabled  -        api  Off.\n",
                gantry.run("plugin", "history", "x", "--limit", "3").out());

        gantry.on(
                        "GET /api/v1/plugins?limit=1000",
                        200,
                        "{\"items\":[{\"id\":\"x\",\"versions\":[]}],\"next\":null}")
                .on(
                        "GET " + PLUGIN,
                        200,
                        """
                        {"id":"x","versions":[
                         {"version":"2","state":"active","sha256":"bb","usage":{"attempts":10,
                          "succeeded":7,"failed":2,"lost":1,"abandoned":0,"attemptSeconds":12.34,
                          "queueSeconds":0.5,"cpuSeconds":null,"allocatedBytes":3145728,
                          "logBytes":12}},
                         {"version":"1","state":"retired","sha256":"aa"}]}
                        """);
        String usage =
                """
                PLUGIN  VERSION  STATE    ATTEMPTS  SUCCEEDED  FAILED  LOST  ABANDONED  TIME   \
                QUEUED  CPU  ALLOCATED  LOGGED
                x       2        active   10        7          2       1     0          12.3s  \
                0.5s    -    3.0 MiB    12 B
                x       1        retired  -         -          -       -     -          -      \
                -       -    -          -
                """;
        assertEquals(new Ended(0, usage, ""), gantry.run("plugin", "usage"));
        assertEquals(new Ended(0, usage, ""), gantry.run("plugin", "usage", "x"));
        String json = gantry.run("plugin", "usage", "x", "-o", "json").out();
        assertEquals(
                10,
                Api.JSON
                        .readTree(json)
                        .path("items")
                        .path(0)
                        .path("usage")
                        .path("attempts")
                        .asInt());
    }
}
