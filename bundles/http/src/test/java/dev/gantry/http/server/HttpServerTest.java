package dev.gantry.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.http.Problem;
import dev.gantry.http.Readiness;
import dev.gantry.http.Resources;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.health.Condition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

class HttpServerTest {
    @TempDir Path home;

    @Test
    void aPortInUseIsSaidWithTheRemedy() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            String message = refusal(Map.of("gantry.http.port", port));
            assertTrue(message.contains("port " + port + " on 127.0.0.1 is in use"), message);
            assertTrue(message.contains("--port"), message);
        }
        assertFalse(Files.exists(home.resolve("data/gantry.url")));
    }

    @Test
    void badSettingsAreSaidWithTheRemedy() {
        assertTrue(
                refusal(Map.of("gantry.http.port", "eighty"))
                        .contains("gantry.http.port: expected a whole number"));
        assertTrue(refusal(Map.of("gantry.http.port", "65536")).contains("65535"));
        assertTrue(refusal(Map.of("gantry.metrics.open", "maybe")).contains("true or false"));
        assertTrue(
                refusal(Map.of("gantry.http.host", "no-such-host.invalid"))
                        .contains("gantry.http.host"));
        assertTrue(refusal(Map.of("gantry.http.host", "203.0.113.7")).contains("gantry.http.host"));
    }

    @Test
    void aServerThatStopsSaysSo() {
        Problem stops = PlainErrors.problem(503, "Service Unavailable");
        assertEquals("unavailable", stops.code());
        assertTrue(stops.retryable());
        assertEquals("Gantry stops; try again later.", stops.detail());
        assertEquals("internal", PlainErrors.problem(500, "secret").code());
        assertFalse(PlainErrors.problem(500, "secret").detail().contains("secret"));
        assertEquals(400, PlainErrors.problem(400, "bad").status());
    }

    @Test
    void conditionsMakeReadiness() {
        Conditions conditions = new Conditions(part -> "no " + part);
        assertFalse(conditions.ready());
        assertEquals(
                Condition.REQUIRED,
                conditions.missing().stream().map(Readiness.Missing::name).toList());
        assertEquals("no store", conditions.missing().getFirst().reason());
        AtomicBoolean scanned = new AtomicBoolean();
        for (String part : Condition.REQUIRED) {
            conditions.add(
                    condition(
                            part,
                            () ->
                                    part.equals("plugins") && !scanned.get()
                                            ? Optional.of("the first scan runs")
                                            : Optional.empty()));
        }
        assertEquals(
                List.of(new Readiness.Missing("plugins", "the first scan runs")),
                conditions.missing());
        scanned.set(true);
        assertTrue(conditions.ready());
        assertTrue(conditions.missing().isEmpty());
        Condition cluster = condition("cluster", () -> Optional.of("no quorum"));
        conditions.add(cluster);
        assertFalse(conditions.ready());
        conditions.remove(cluster);
        assertTrue(conditions.ready());
        ApiReadiness whole = new ApiReadiness(conditions, new Resources());
        assertFalse(whole.ready());
        assertEquals("http", whole.missing().getFirst().name());
    }

    @Test
    void theSignalFollowsTheCondition() throws Exception {
        AtomicBoolean holds = new AtomicBoolean();
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (ReadySignal signal =
                new ReadySignal(
                        holds::get,
                        () -> {
                            seen.add("open");
                            return () -> seen.add("closed");
                        })) {
            holds.set(true);
            assertEquals("open", seen.take());
            holds.set(false);
            assertEquals("closed", seen.take());
            holds.set(true);
            assertEquals("open", seen.take());
        }
        assertEquals(List.of("closed"), new ArrayList<>(seen));
    }

    @Test
    void theMessageOfTheDeepestCauseIsTold() {
        assertEquals(
                "gantry.engine.slots: expected a whole number, got x",
                FailureText.message(
                        """
                        java.lang.reflect.InvocationTargetException
                        \tat java.base/x.Y.z(Y.java:1)
                        Caused by: java.lang.IllegalArgumentException: \
                        gantry.engine.slots: expected a whole number, got x
                        \tat dev.gantry.Engine.<init>(Engine.java:3)
                        \t... 3 more
                        """));
        assertEquals("port: taken", FailureText.message("port: taken"));
        assertEquals("it broke", FailureText.message("java.io.IOException: it broke\n\tat a.b"));
        assertFalse(FailureText.message(null).isEmpty());
    }

    private String refusal(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("gantry.home", home.toString()));
        all.putAll(settings);
        RuntimeException e =
                assertThrows(
                        RuntimeException.class,
                        () -> {
                            HttpSettings read = HttpSettings.read(new Settings(all::get));
                            new HttpServer(read, new Resources(), null, () -> "").close();
                        });
        return e.getMessage();
    }

    private static Condition condition(
            String name, java.util.function.Supplier<Optional<String>> missing) {
        return new Condition() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<String> missing() {
                return missing.get();
            }
        };
    }
}
