package dev.gantry.probes.service;

import static dev.gantry.testkit.GantryAssertions.assertThat;
import static dev.gantry.testkit.GantryAssertions.assertUnloads;

import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.Inspection;
import dev.gantry.testkit.LocalServer;
import dev.gantry.testkit.LocalServer.Answer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** With answers as Gantry gives them; a real one is asked by the integration tests. */
@GantryTest
class GantryProbeTest {
    private static final String METRICS =
            """
            # TYPE gantry_dead_letters_total counter
            gantry_dead_letters_total{task="a"} %d
            gantry_dead_letters_total{task="b"} 1
            gantry_runs_finished_total{task="a",result="failure"} %d
            gantry_runs_finished_total{task="a",result="success"} 1000
            gantry_runs_finished_total{task="b",result="timeout"} 1.0
            """;

    @Test
    void saysWhatIsMissing(DetectorRunner detectors, LocalServer server) {
        json(server, "/readyz", 200, "{\"ready\":true,\"missing\":[]}");
        assertThat(look(detectors, server)).ok().because("is ready").measured("gantry.ready", 1);
        json(
                server,
                "/readyz",
                503,
                "{\"ready\":false,\"missing\":[{\"name\":\"store\",\"reason\":\"no disk\"}]}");
        assertThat(look(detectors, server))
                .critical()
                .because("is not ready, it misses store: no disk")
                .measured("gantry.ready", 0);
        json(server, "/readyz", 200, "[]");
        assertThat(look(detectors, server)).critical().because("is no Gantry: status 200");
    }

    @Test
    void countsFailuresSinceTheLastLook(DetectorRunner detectors, LocalServer server) {
        json(server, "/readyz", 200, "{\"ready\":true,\"missing\":[]}");
        json(server, "/api/v1/status", 200, "{\"version\":\"1.2.3\"}");
        server.answer("/metrics", 200, METRICS.formatted(5, 7));
        String[] config = {"token", "open-sesame", "failuresCritical", "3", "version", "1.2.3"};
        assertThat(look(detectors, server, config))
                .ok()
                .because("it is version 1.2.3")
                .measured("gantry.dead.letters.total", 6)
                .measured("gantry.failures.total", 8)
                .keptSecrets("token");
        server.answer("/metrics", 200, METRICS.formatted(6, 10));
        assertThat(look(detectors, server, config))
                .critical()
                .firstBecause("3 failed runs since the last look")
                .because("1 new dead letter since the last look")
                .measured("gantry.failures", 3);
        assertThat(look(detectors, server, config)).ok().measured("gantry.failures", 0);
        server.answer("/metrics", 200, METRICS.formatted(0, 0));
        assertThat(look(detectors, server, config)).warn().measured("gantry.dead.letters", 1);
        json(server, "/api/v1/status", 200, "{\"version\":\"1.2.4\"}");
        assertThat(look(detectors, server, config))
                .warn()
                .because("it is version 1.2.4, not 1.2.3");
    }

    @Test
    void aTokenThatIsRefused(DetectorRunner detectors, LocalServer server) {
        json(server, "/readyz", 200, "{\"ready\":true,\"missing\":[]}");
        json(server, "/api/v1/status", 401, "{}");
        server.answer("/metrics", 401, "");
        assertThat(look(detectors, server, "token", "wrong-word"))
                .unknown()
                .because("give a token that may read")
                .because("status 401 to /metrics");
    }

    @Test
    void oneThatIsAwayOrSilent(DetectorRunner detectors, LocalServer server) {
        server.hang("/readyz");
        detectors.timeout(Duration.ofSeconds(1));
        assertThat(look(detectors, server)).critical().because("did not answer in time");
        String target = server.url("/").toString();
        server.close();
        assertThat(detectors.inspect(new GantryProbe(), Map.of("target", target)))
                .critical()
                .because("cannot be reached: connection refused");
    }

    @Test
    void leavesNothingBehind(LocalServer server) {
        json(server, "/readyz", 200, "{\"ready\":true,\"missing\":[]}");
        assertUnloads(GantryProbe.class, Map.of("target", server.url("/").toString()));
    }

    private static void json(LocalServer server, String path, int status, String body) {
        server.answer(
                path,
                request -> Answer.of(status, body).header("Content-Type", "application/json"));
    }

    private static Inspection look(DetectorRunner detectors, LocalServer server, String... more) {
        Map<String, Object> config = new HashMap<>();
        config.put("target", server.url("/").toString());
        for (int i = 0; i < more.length; i += 2) {
            boolean number = more[i].startsWith("failures");
            config.put(more[i], number ? (Object) Integer.parseInt(more[i + 1]) : more[i + 1]);
        }
        return detectors.inspect(new GantryProbe(), config);
    }
}
