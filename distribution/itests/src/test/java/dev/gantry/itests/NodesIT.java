package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Family;
import dev.gantry.itests.tasks.Flaky;
import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Several Gantries in processes of their own on one real PostgreSQL. */
class NodesIT {
    private static final String RUNS = "/api/v1/tasks/test.mark/runs";

    @TempDir Path folder;
    private Nodes nodes;
    private final Map<Integer, String> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        nodes = new Nodes(folder);
    }

    @AfterEach
    void stop() throws Exception {
        nodes.close();
    }

    private Gantry node(String name, int slots) throws Exception {
        return nodes.start(name, slots, Family.class, Mark.class, Flaky.class);
    }

    private Path marks() {
        return folder.resolve("marks.txt");
    }

    private Map<String, Object> params(int number, String work) {
        return Map.of("params", Map.of("file", marks().toString(), "number", number, "work", work));
    }

    private String submit(Gantry to, String work) throws Exception {
        int number = numbers.incrementAndGet();
        Gantry.Answer answer = to.send("POST", RUNS, params(number, work));
        assertEquals(202, answer.status(), answer.raw().body());
        String id = answer.body().path("id").asString();
        accepted.put(number, id);
        return id;
    }

    private long count(String sql) throws Exception {
        return nodes.count(sql);
    }

    private static JsonNode of(Gantry node, String name) throws Exception {
        for (JsonNode one : node.get("/api/v1/nodes").path("items")) {
            if (one.path("name").asString().equals(name)) {
                return one;
            }
        }
        throw new AssertionError("no node " + name);
    }

    private static void signal(Gantry node, String name) throws Exception {
        String pid = String.valueOf(node.process.pid());
        assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
    }

    @Test
    void aRunIsLostByNobodysDeathAndEndsOnce() throws Exception {
        Gantry one = node("one", 16);
        Gantry two = node("two", 16);
        Gantry three = node("three", 16);
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        for (Gantry node : List.of(one, two, three)) {
            callers.add(Thread.ofVirtual().start(() -> keepSubmitting(node, over)));
        }
        one.await("150 runs to be accepted", accepted::size, seen -> seen >= 150);

        two.kill();
        signal(three, "STOP");
        one.await(
                "both to be away",
                () -> one.get("/api/v1/nodes").path("items"),
                items ->
                        !items.get(1).path("alive").asBoolean()
                                && !items.get(2).path("alive").asBoolean());
        int seen = accepted.size();
        one.await("more to be accepted", accepted::size, now -> now >= seen + 20);
        signal(three, "CONT");
        three.await(
                "the one that slept to notice",
                three::log,
                log -> log.contains("did not renew its lease in time"));
        three.await(
                "it to be there again",
                () -> of(three, "three"),
                node -> node.path("alive").asBoolean());
        over.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        submit(three, "PT0S");

        one.await(
                "all to be over",
                () -> count("SELECT count(*) FROM run WHERE state = 0"),
                open -> open == 0);
        long finished = count("SELECT count(*) FROM run WHERE state = 1");
        assertTrue(
                finished >= accepted.size() && finished <= accepted.size() + unanswered.get(),
                finished + " ran, " + accepted.size() + " accepted, " + unanswered + " unanswered");
        Map<String, Integer> marked = new HashMap<>();
        for (String line : Files.readAllLines(marks())) {
            marked.merge(line.split(" ")[0], 1, Integer::sum);
        }
        for (int number : accepted.keySet()) {
            assertTrue(marked.containsKey(String.valueOf(number)), "run " + number + " ran");
        }
        long again = marked.values().stream().filter(times -> times > 1).count();
        assertTrue(again <= 32, again + " ran twice, more than two nodes have slots");

        Gantry back = Gantry.start(Gantry.INSTALLATION, nodes.environment("two", 16), two.home);
        nodes.add(back);
        assertEquals(2, of(back, "two").path("number").asInt());
        assertTrue(of(back, "two").path("self").asBoolean());
    }

    private void keepSubmitting(Gantry to, AtomicBoolean over) {
        while (!over.get()) {
            try {
                submit(to, numbers.get() % 3 == 0 ? "PT0.4S" : "PT0.02S");
                Waiting.pass(Duration.ofMillis(10), "the pace of a caller");
            } catch (Exception e) {
                unanswered.incrementAndGet();
                if (!to.process.isAlive()) {
                    return; // that was the kill
                }
            }
        }
    }

    @Test
    void whatOneTakesInAnotherRunsAndAllCanSteer() throws Exception {
        Gantry door = node("door", 0);
        Gantry worker = node("worker", 4);

        Gantry.Answer waited = door.send("POST", RUNS + "?wait=PT30S", params(1, "PT0S"));
        assertEquals(200, waited.status(), waited.raw().body());
        assertEquals("success", waited.body().path("result").asString());

        String held = submit(door, "PT60S");
        worker.awaitRun(held, run -> run.path("state").asString().equals("running"));
        Gantry.Answer cancel = door.send("POST", "/api/v1/runs/" + held + "/cancel", "{}");
        assertEquals(2, cancel.status() / 100, cancel.raw().body());
        JsonNode ended =
                door.awaitRun(held, run -> run.path("state").asString().equals("finished"));
        assertEquals("cancelled", ended.path("result").asString());

        assertEquals(2, door.send("POST", "/api/v1/tasks/test.mark/pause", "{}").status() / 100);
        worker.await(
                "the pause to be known",
                () -> worker.get("/api/v1/pauses").path("items").size(),
                pauses -> pauses == 1);
        String paused = submit(door, "PT0S");
        worker.awaitRun(paused, run -> run.path("state").asString().equals("paused"));
        assertEquals(2, door.send("POST", "/api/v1/tasks/test.mark/resume", "{}").status() / 100);
        door.awaitRun(paused, run -> run.path("state").asString().equals("finished"));

        String failed =
                door.send(
                                "POST",
                                "/api/v1/tasks/test.flaky/runs",
                                "{\"params\":{\"failures\":1},"
                                        + "\"retry\":{\"attempts\":2,\"first\":\"PT10M\"}}")
                        .body()
                        .path("id")
                        .asString();
        door.awaitRun(failed, run -> run.path("attempt").asInt() == 1);
        worker.awaitRun(failed, run -> run.path("state").asString().equals("scheduled"));
        Gantry.Answer retried = door.send("POST", "/api/v1/runs/" + failed + "/retry", "{}");
        assertEquals(200, retried.status(), retried.raw().body());
        door.awaitRun(failed, run -> run.path("result").asString().equals("success"));
        JsonNode its = door.get("/api/v1/runs/" + failed);
        assertEquals("worker", its.path("node").asString());
        JsonNode log = door.get("/api/v1/runs/" + failed + "/logs");
        assertEquals("worker", log.path("elsewhere").path("node").asString());

        assertQuotasAreKnown(door, worker);

        JsonNode list = door.get("/api/v1/nodes").path("items");
        assertEquals(2, list.size());
        assertEquals(0, of(door, "door").path("slots").asInt());
        assertEquals(worker.url().toString(), of(door, "worker").path("url").asString());
        Gantry.Exit table = door.cli("node", "list");
        assertTrue(table.out().contains("leads"), table.out() + table.err());

        Path home = folder.resolve("second");
        Path output = Gantry.launch(home);
        Process second =
                Gantry.process(Gantry.INSTALLATION, nodes.environment("worker", 4), home, output);
        assertTrue(second.waitFor(60, TimeUnit.SECONDS), "it ends");
        assertEquals(1, second.exitValue());
        assertTrue(
                Files.readString(output).contains("another name with gantry.node.name"),
                Files.readString(output));
    }

    private static void assertQuotasAreKnown(Gantry set, Gantry told) throws Exception {
        for (String path : List.of("/api/v1/tenants/blue", "/api/v1/tasks/test.mark/limits")) {
            set.send("PUT", path, Map.of("maxRunning", 2));
            told.await(
                    path + " to be bounded",
                    () -> told.get(path).path("maxRunning").asInt(0),
                    most -> most == 2);
            set.send("DELETE", path, null);
            told.await(
                    path + " to be free",
                    () -> told.get(path).path("maxRunning").asInt(0),
                    most -> most == 0);
        }
        set.send("PUT", "/api/v1/targets/crm", Map.of("concurrent", 3));
        told.await(
                "the target to be spared",
                () -> told.send("GET", "/api/v1/targets/crm", null).raw().body(),
                body -> body.contains("\"concurrent\":3"));
    }

    private String family(Gantry to, int children, String work) throws Exception {
        Map<String, Object> params =
                Map.of("file", marks().toString(), "children", children, "work", work);
        return to.send("POST", "/api/v1/tasks/test.family/runs", Map.of("params", params))
                .body()
                .path("id")
                .asString();
    }

    private void awaitBoth(Gantry node) throws Exception {
        node.await(
                "children on both nodes",
                () ->
                        count(
                                "SELECT count(DISTINCT owner) FROM run WHERE task = 'test.mark'"
                                        + " AND state = 0 AND owner > 0"),
                owners -> owners == 2);
    }

    private static void assertSum(int expected, Gantry node, String id) throws Exception {
        JsonNode run = node.awaitRun(id, r -> r.path("state").asString().equals("finished"));
        assertEquals("success", run.path("result").asString(), run.toString());
        assertEquals(expected, run.path("output").path("value").asInt(), run.toString());
    }

    @Test
    void aParentHearsOfChildrenOnOtherNodesAndGoesOnWhenItsNodeDies() throws Exception {
        Gantry one = node("one", 2);
        Gantry two = node("two", 2);
        String first = family(one, 12, "PT0.5S");
        awaitBoth(one);
        assertSum(78, one, first);

        String held = family(one, 6, "PT120S");
        awaitBoth(one);
        Gantry.Answer cancel = two.send("POST", "/api/v1/runs/" + held + "/cancel", "{}");
        assertEquals(2, cancel.status() / 100, cancel.raw().body());
        two.await(
                "parent and children to be over",
                () -> count("SELECT count(*) FROM run WHERE state = 0"),
                open -> open == 0);
        JsonNode children = two.get("/api/v1/runs?parent=" + held).path("items");
        assertEquals(6, children.size());
        for (JsonNode child : children) {
            assertEquals("cancelled", child.path("result").asString(), child.toString());
        }

        String last = family(one, 12, "PT0.5S");
        awaitBoth(one);
        one.kill();
        assertSum(78, two, last);
        assertEquals(12, two.get("/api/v1/runs?parent=" + last).path("items").size());
    }

    @Test
    void aScheduleFiresOnceAndGoesOnWhenItsNodeDies() throws Exception {
        Gantry one = node("one", 4);
        Gantry two = node("two", 4);
        boolean firstLeads = of(one, "one").path("leader").asBoolean();
        Gantry leader = firstLeads ? one : two;
        Gantry other = firstLeads ? two : one;
        assertEquals(
                2,
                other.send(
                                        "PUT",
                                        "/api/v1/schedules/often",
                                        Map.of(
                                                "task",
                                                "test.mark",
                                                "every",
                                                "PT1S",
                                                "params",
                                                params(7, "PT0S").get("params")))
                                .status()
                        / 100);
        other.await("runs", this::fired, fired -> fired >= 3);
        leader.kill();
        long before = fired();
        other.await("further runs", this::fired, fired -> fired >= before + 3);
        assertEquals(
                fired(),
                count(
                        "SELECT count(DISTINCT key) FROM run_key k JOIN run r ON r.id = k.run"
                                + " WHERE r.task = 'test.mark'"));
        assertEquals(200, other.send("POST", "/api/v1/schedules/often/pause", null).status());
    }

    private long fired() throws Exception {
        return count("SELECT count(*) FROM run");
    }
}
