package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.http.server.HttpSettings;
import dev.gantry.spi.identity.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

class RateLimitTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String OTHER = "Bearer somebody-else";

    private static TestGantry gantry(Path home, long rate) throws Exception {
        HttpSettings settings =
                new HttpSettings(
                        "127.0.0.1",
                        0,
                        false,
                        home,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        null,
                        null,
                        rate);
        return new TestGantry(home, settings, new FakeEvents(10));
    }

    @Test
    void whoAsksTooOftenIsRefusedAndNobodyElse(@TempDir Path home) throws Exception {
        try (TestGantry gantry = gantry(home, 1)) {
            TestGantry.Reply first = gantry.get("/api/v1/queues");
            assertEquals(200, first.status());
            assertEquals("\"caller\";q=2;w=2", first.header("RateLimit-Policy"));
            assertEquals("\"caller\";r=1;t=1", first.header("RateLimit"));
            TestGantry.Reply refused = gantry.get("/api/v1/queues");
            while (refused.status() == 200) {
                refused = gantry.get("/api/v1/queues");
            }
            assertEquals(429, refused.status());
            assertEquals("1", refused.header("Retry-After"));
            assertEquals("\"caller\";r=0;t=2", refused.header("RateLimit"));
            assertEquals("application/problem+json", refused.header("Content-Type"));
            assertEquals("rate_limited", refused.json().path("code").stringValue());
            assertTrue(refused.json().path("retryable").booleanValue());
            assertEquals(
                    401, gantry.get("/api/v1/queues", "Authorization", OTHER).status(), "another");
            assertEquals(200, gantry.get("/readyz").status(), "for who watches");
        }
    }

    @Test
    void whoMakesUpCredentialsHasOneBudgetForAllOfThem(@TempDir Path home) throws Exception {
        try (TestGantry gantry = gantry(home, 1)) {
            int refused = 0;
            for (int i = 0; i < 20; i++) {
                String[] shown =
                        i % 2 == 0
                                ? new String[] {"Authorization", "Bearer made-up-" + i}
                                : new String[] {
                                    "Authorization", "", "Cookie", "gantry_session=made-up-" + i
                                };
                TestGantry.Reply reply = gantry.get("/api/v1/queues", shown);
                refused += reply.json().path("code").stringValue().equals("rate_limited") ? 1 : 0;
            }
            assertTrue(refused >= 10, refused + " of 20");
            assertEquals(200, gantry.get("/api/v1/queues").status(), "a right one has its own");
            gantry.get("/api/v1/queues", "Authorization", "bearer   " + TestGantry.TOKEN + " ");
            String last = "Bearer  " + TestGantry.TOKEN;
            TestGantry.Reply same = gantry.get("/api/v1/queues", "Authorization", last);
            while (same.status() == 200) {
                same = gantry.get("/api/v1/queues", "Authorization", last);
            }
            assertEquals(429, same.status(), "however it is written");
            String viewer = "Bearer " + gantry.identity.token(Role.VIEWER);
            assertEquals(200, gantry.get("/api/v1/queues", "Authorization", viewer).status());
        }
    }

    @Test
    void noLimitIsNotSpokenOf(@TempDir Path home) throws Exception {
        try (TestGantry gantry = gantry(home, 0)) {
            for (int i = 0; i < 50; i++) {
                TestGantry.Reply reply = gantry.get("/api/v1/queues");
                assertEquals(200, reply.status());
                assertEquals("", reply.header("RateLimit"));
            }
        }
    }

    @Test
    void aBudgetComesBackWithTime() {
        CallerBudgets budgets = new CallerBudgets(10);
        for (int i = 19; i >= 0; i--) {
            CallerBudgets.Balance balance = budgets.take("anna", 0);
            assertTrue(balance.granted());
            assertEquals(i, balance.left());
        }
        assertEquals(new CallerBudgets.Balance(false, 0, 2), budgets.take("anna", 0));
        assertTrue(budgets.take("anna", SECOND / 10).granted());
        assertFalse(budgets.take("anna", SECOND / 10).granted());
        assertEquals(19, budgets.take("anna", 1000 * SECOND).left());
        assertEquals(19, budgets.take("ben", 0).left());
    }

    @Test
    void callersBeyondABoundShareABudget() {
        CallerBudgets budgets = new CallerBudgets(1);
        for (int i = 0; i < 10_000; i++) {
            assertTrue(budgets.take("caller" + i, 0).granted());
        }
        assertTrue(budgets.take("one more", 0).granted());
        assertTrue(budgets.take("and one", 0).granted());
        assertFalse(budgets.take("and another", 0).granted());
        assertTrue(budgets.take("caller1", 0).granted());
        assertTrue(budgets.take("later", 10 * SECOND).granted(), "the others are gone");
    }
}
