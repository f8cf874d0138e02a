package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What several nodes do together with runs that wait: changes, collecting, concurrency keys. */
class NodesTogetherIT {
    private static final String MARK = "/api/v1/tasks/test.mark/runs";
    private static final String RUN = "/api/v1/runs/";

    @TempDir Path folder;
    private Path marks;
    private Nodes nodes;
    private Gantry door;
    private Gantry worker;

    @BeforeEach
    void start() throws Exception {
        marks = folder.resolve("marks.txt");
        nodes = new Nodes(folder);
        door = nodes.start("door", 0, Mark.class);
        worker = nodes.start("worker", 1, Mark.class);
    }

    @AfterEach
    void stop() throws Exception {
        nodes.close();
    }

    private Map<String, Object> params(int number, String work) {
        return Map.of("params", Map.of("file", marks.toString(), "number", number, "work", work));
    }

    private String submit(String work) throws Exception {
        Gantry.Answer answer = worker.send("POST", MARK, params(1, work));
        assertEquals(202, answer.status(), answer.raw().body());
        return answer.body().path("id").asString();
    }

    private void awaitSuccess(String run) throws Exception {
        door.awaitRun(run, its -> its.path("result").asString().equals("success"));
    }

    @Test
    void aRunThatWaitsAtOneNodeIsChangedAtAnother() throws Exception {
        String busy = submit("PT5M");
        worker.awaitRun(busy, run -> run.path("state").asString().equals("running"));
        String waits = submit("PT0S");
        for (int priority = 1; priority <= 20; priority++) {
            Map<String, Object> change = new HashMap<>(params(100 + priority, "PT0S"));
            change.put("priority", priority);
            Gantry.Answer answer = door.send("PATCH", RUN + waits, change);
            assertEquals(200, answer.status(), answer.raw().body());
            assertEquals(priority, worker.get(RUN + waits).path("priority").asInt());
        }
        assertEquals(2, door.send("POST", RUN + busy + "/cancel", "{}").status() / 100);
        awaitSuccess(waits);
        assertEquals(List.of("120 " + waits), Files.readAllLines(marks));
    }

    @Test
    void aRunCollectsWhatIsSubmittedAtAnyNode() throws Exception {
        Map<String, Object> often = new HashMap<>(params(1, "PT0S"));
        often.put("debounce", Map.of("key", "k", "period", "PT4S"));
        Set<String> collected = new HashSet<>();
        for (Gantry node : List.of(worker, door, worker, door)) {
            Gantry.Answer answer = node.send("POST", MARK, often);
            collected.add(answer.body().path("id").asString());
        }
        assertEquals(1, collected.size(), collected.toString());
        awaitSuccess(collected.iterator().next());
    }

    @Test
    void aConcurrencyKeyHoldsOnAllNodesTogether() throws Exception {
        Gantry other = nodes.start("other", 4, Mark.class);
        Map<String, Object> keyed = new HashMap<>(params(1, "PT0.05S"));
        keyed.put("concurrency", Map.of("key", "db1", "limit", 1));
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Gantry node = i % 2 == 0 ? worker : other;
            runs.add(node.send("POST", MARK, keyed).body().path("id").asString());
        }
        Set<String> ran = new HashSet<>();
        TreeMap<Instant, Instant> times = new TreeMap<>();
        for (String run : runs) {
            awaitSuccess(run);
            ran.add(door.get(RUN + run).path("node").asString());
            JsonNode attempt = door.get(RUN + run + "/attempts").path("items").path(0);
            times.put(
                    Instant.parse(attempt.path("startedAt").asString()),
                    Instant.parse(attempt.path("finishedAt").asString()));
        }
        assertEquals(Set.of("worker", "other"), ran);
        assertEquals(20, times.size());
        Instant free = Instant.MIN;
        for (Map.Entry<Instant, Instant> attempt : times.entrySet()) {
            assertFalse(attempt.getKey().isBefore(free), times.toString());
            free = attempt.getValue();
        }
    }
}
