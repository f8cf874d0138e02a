package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIGKILL at random moments, many times over, while callers submit runs of mixed length. Every run
 * whose submit was answered must finish; how often one ran twice is counted and told.
 */
class KillIT {
    private static final int KILLS = Integer.getInteger("gantry.kills", 50);
    private static final int CALLERS = 4;

    @TempDir Path folder;

    private final Map<Integer, String> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    @Test
    void losesNoAcceptedRun() throws Exception {
        Random random = new Random(20260101);
        Path home = folder.resolve("home");
        Path marks = folder.resolve("marks.txt");
        Files.createDirectories(home.resolve("bundles"));
        Path jar = PluginJar.make(folder, "test.tasks", "1.0.0", Mark.class);
        Files.copy(jar, home.resolve("bundles").resolve(jar.getFileName()));

        for (int kill = 0; kill < KILLS; kill++) {
            Gantry gantry = Gantry.start(home);
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> callers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                long seed = random.nextLong();
                callers.add(Thread.ofVirtual().start(() -> submit(gantry, marks, seed, over)));
            }
            TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(700));
            gantry.kill();
            over.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
        }

        try (Gantry gantry = Gantry.start(home)) {
            for (Map.Entry<Integer, String> run : accepted.entrySet()) {
                JsonNode end =
                        gantry.awaitRun(
                                run.getValue(), r -> r.path("state").asString().equals("finished"));
                assertEquals("success", end.path("result").asString(), end.toString());
                assertEquals(run.getKey(), end.path("output").path("number").asInt());
            }
        }

        Map<Integer, Integer> times = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (String line : Files.readAllLines(marks)) {
            String[] mark = line.split(" ");
            times.merge(Integer.parseInt(mark[0]), 1, Integer::sum);
            ids.add(mark[1]);
        }
        List<Integer> lost =
                accepted.keySet().stream().filter(n -> !times.containsKey(n)).sorted().toList();
        assertEquals(List.of(), lost, "accepted and never run");
        long twice = times.values().stream().filter(n -> n > 1).count();
        long unanswered = times.keySet().stream().filter(n -> !accepted.containsKey(n)).count();
        System.out.printf(
                "kill -9: %d kills, %d runs accepted, 0 lost, %d ran more than once, %d ran though"
                        + " their caller got no answer%n",
                KILLS, accepted.size(), twice, unanswered);
        assertTrue(accepted.size() > KILLS, "callers got through between the kills");
        assertTrue(ids.size() >= accepted.size());
    }

    private void submit(Gantry gantry, Path marks, long seed, AtomicBoolean over) {
        Random random = new Random(seed);
        while (!over.get()) {
            int number = numbers.incrementAndGet();
            String work =
                    switch (random.nextInt(4)) {
                        case 0 -> "PT0S";
                        case 1 -> "PT0.01S";
                        case 2 -> "PT0.1S";
                        default -> "PT0.5S";
                    };
            try {
                Gantry.Answer answer =
                        gantry.send(
                                "POST",
                                "/api/v1/tasks/test.mark/runs",
                                Map.of(
                                        "params",
                                        Map.of(
                                                "file", marks.toString(),
                                                "number", number,
                                                "work", work)));
                if (answer.status() == 202) {
                    accepted.put(number, answer.body().path("id").asString());
                }
            } catch (Exception e) {
                if (!gantry.process.isAlive()) {
                    return; // that was the kill
                }
            }
        }
    }
}
