package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers that submit runs of {@code test.mark} as fast as they can, and the oracle of the crash
 * tests: it remembers what was accepted, and knows from the file of marks what ran.
 */
final class Callers {
    final Map<Integer, String> accepted = new ConcurrentHashMap<>();
    final Queue<Gantry.Answer> refused = new ConcurrentLinkedQueue<>();

    private final Path marks;
    private final Random random;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile boolean over;

    Callers(Path marks, long seed) {
        this.marks = marks;
        this.random = new Random(seed);
    }

    /** Some callers begin to submit, until {@link #stop} or the end of the process. */
    void start(Gantry gantry, int callers) {
        over = false;
        for (int caller = 0; caller < callers; caller++) {
            long seed = random.nextLong();
            threads.add(Thread.ofVirtual().start(() -> submit(gantry, new Random(seed))));
        }
    }

    void stop() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }

    void awaitAccepted(Gantry gantry, int more) throws Exception {
        int goal = accepted.size() + more;
        gantry.await(goal + " runs to be accepted", accepted::size, seen -> seen >= goal);
    }

    private void submit(Gantry gantry, Random own) {
        while (!over) {
            int number = numbers.incrementAndGet();
            String work =
                    switch (own.nextInt(4)) {
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
                                Map.of("params", params(marks, number, work)));
                if (answer.status() == 202) {
                    accepted.put(number, answer.body().path("id").asString());
                } else {
                    refused.add(answer);
                }
            } catch (Exception e) {
                if (!gantry.process.isAlive()) {
                    return; // that was the kill
                }
            }
        }
    }

    static Map<String, Object> params(Path marks, int number, String work) {
        return Map.of("file", marks.toString(), "number", number, "work", work);
    }

    /** All that was refused, was so for a while only, and told what to do. */
    void assertRefusedForAWhile() {
        for (Gantry.Answer answer : refused) {
            assertEquals(503, answer.status(), answer.raw().body());
            assertEquals("application/problem+json", answer.header("Content-Type"));
            assertTrue(answer.body().path("retryable").asBoolean(), answer.raw().body());
            assertTrue(answer.header("Retry-After") != null, answer.raw().body());
        }
    }

    /** Waits for the end of all that was accepted; each has to be a success that left a mark. */
    void assertNothingLost(Gantry gantry) throws Exception {
        for (Map.Entry<Integer, String> run : accepted.entrySet()) {
            JsonNode end =
                    gantry.awaitRun(
                            run.getValue(), r -> r.path("state").asString().equals("finished"));
            assertEquals("success", end.path("result").asString(), end.toString());
            assertEquals(run.getKey(), end.path("output").path("number").asInt());
        }
        Map<Integer, Integer> ran = ran(marks);
        Set<Integer> lost = new HashSet<>(accepted.keySet());
        lost.removeAll(ran.keySet());
        assertEquals(Set.of(), lost, "accepted and never run");
        System.out.printf(
                "%d runs accepted, 0 lost, %d ran more than once, %d ran though their caller got no"
                        + " answer%n",
                accepted.size(),
                ran.values().stream().filter(n -> n > 1).count(),
                ran.keySet().stream().filter(n -> !accepted.containsKey(n)).count());
    }

    /** How often each number left a mark. */
    static Map<Integer, Integer> ran(Path marks) throws IOException {
        Map<Integer, Integer> times = new HashMap<>();
        if (Files.exists(marks)) {
            for (String line : Files.readAllLines(marks)) {
                times.merge(Integer.parseInt(line.split(" ")[0]), 1, Integer::sum);
            }
        }
        return times;
    }
}
