package dev.gantry.sample.retry;

import static dev.gantry.testkit.GantryAssertions.assertThat;
import static dev.gantry.testkit.GantryAssertions.assertUnloads;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.LocalServer;
import dev.gantry.testkit.TaskRunner;
import dev.gantry.testkit.TestClock;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

@GantryTest
class AskTest {
    private static Ask.Question at(LocalServer shop) {
        return new Ask.Question(shop.url("/price"), Duration.ofSeconds(5));
    }

    @Test
    void triesAgainUntilItGoes(TaskRunner tasks, LocalServer shop) {
        Queue<Integer> answers = new ArrayDeque<>(List.of(500, 502, 200));
        shop.answer("/price", request -> LocalServer.Answer.of(answers.remove(), "12"));
        var attempts = tasks.untilOver(new Ask(), at(shop));
        assertEquals(3, attempts.size());
        assertThat(attempts.getFirst()).failure(IOException.class, "answered 500");
        assertThat(attempts.getLast()).succeeded().output(new Ask.Reply(2));
        // half a second, then a second
        assertEquals(TestClock.START.plusMillis(1500), tasks.clock().instant());
        assertEquals(
                1,
                shop.requests().stream()
                        .map(r -> r.headers().get("idempotency-key"))
                        .distinct()
                        .count());
    }

    @Test
    void waitsAsLongAsABusyShopAsks(TaskRunner tasks, LocalServer shop) {
        shop.answer(
                "/price", request -> LocalServer.Answer.of(503, "").header("Retry-After", "90"));
        assertThat(tasks.run(new Ask(), at(shop))).failed().retryAfter(Duration.ofSeconds(90));
    }

    @Test
    void doesNotAskAgainWhatTheShopRefuses(TaskRunner tasks, LocalServer shop) {
        var attempts = tasks.untilOver(new Ask(), at(shop));
        assertEquals(1, attempts.size());
        assertThat(attempts.getFirst()).permanently("refuses");
    }

    @Test
    void asksNobodyWhileTheBreakerIsOpen(TaskRunner tasks, LocalServer shop) {
        tasks.away("shop", Duration.ofSeconds(30));
        assertThat(tasks.run(new Ask(), at(shop))).failed().retryAfter(Duration.ofSeconds(30));
        assertEquals(List.of(), shop.requests());
    }

    @Test
    void leavesNothingBehind(TaskRunner tasks, LocalServer shop) {
        shop.answer("/price", 200, "12");
        assertThat(tasks.run(new Ask(), at(shop))).succeeded().leftNoThreads();
        assertUnloads(Ask.class, Map.of("url", shop.url("/price")));
    }
}
