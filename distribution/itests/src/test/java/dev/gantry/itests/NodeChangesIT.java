package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs that wait at one of several nodes and are changed by way of another one. */
class NodeChangesIT {
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
}
