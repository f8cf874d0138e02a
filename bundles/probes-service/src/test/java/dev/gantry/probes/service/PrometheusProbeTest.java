package dev.gantry.probes.service;

import static dev.gantry.testkit.GantryAssertions.assertThat;
import static dev.gantry.testkit.GantryAssertions.assertUnloads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.LocalServer;
import dev.gantry.testkit.LocalServer.Answer;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** With answers as Prometheus gives them; a real one is asked by the integration tests. */
@GantryTest
class PrometheusProbeTest {
    private static final String TWO =
            """
            {"status":"success","data":{"resultType":"vector","result":[
              {"metric":{"__name__":"room","disk":"a","job":"n"},"value":[1700000000.1,"0.04"]},
              {"metric":{"__name__":"room","disk":"b","job":"n"},"value":[1700000000.1,"0.5"]}]}}
            """;
    private static final String NONE =
            "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}";
    private static final String NAN =
            "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"NaN\"]}}";

    @Test
    void comparesEachSeries(DetectorRunner detectors, LocalServer server) {
        answer(server, 200, TWO);
        assertThat(look(detectors, server, "warn", "< 0.6", "critical", "< 0.1"))
                .critical()
                .firstBecause("room{disk=a,job=n} is 0.04; critical < 0.1")
                .because("room{disk=b,job=n} is 0.5; warn < 0.6")
                .measured("value:room{disk=a,job=n}", 0.04)
                .measured("series", 2);
        assertThat(look(detectors, server, "warn", "> 0.6"))
                .ok()
                .because("all 2 series are as they should be");
        assertEquals("/prom/api/v1/query?query=room+%3C+1", server.requests().getFirst().target());
    }

    @Test
    void sendsTheToken(DetectorRunner detectors, LocalServer server) {
        answer(server, 200, TWO);
        assertThat(look(detectors, server, "token", "open-sesame")).ok().keptSecrets("token");
        assertEquals(
                "Bearer open-sesame", server.requests().getFirst().headers().get("authorization"));
        assertThat(look(detectors, server, "user", "ada", "password", "lovelace"))
                .ok()
                .keptSecrets("password");
        assertEquals(
                "Basic YWRhOmxvdmVsYWNl",
                server.requests().getLast().headers().get("authorization"));
        answer(server, 401, "");
        assertThat(look(detectors, server)).unknown().because("refuses the credentials");
    }

    @Test
    void noSeriesAndNoNumber(DetectorRunner detectors, LocalServer server) {
        answer(server, 200, NONE);
        assertThat(look(detectors, server)).unknown().because("room < 1 has no series");
        assertThat(look(detectors, server, "empty", "OK")).ok();
        answer(server, 200, NAN);
        assertThat(look(detectors, server, "warn", "> 1"))
                .unknown()
                .because("1 series is no number");
    }

    @Test
    void whatIsNotANumberPerSeries(DetectorRunner detectors, LocalServer server) {
        answer(
                server,
                200,
                """
                {"status":"success","data":{"resultType":"matrix","result":[
                  {"metric":{"__name__":"room"},"values":[[1,"0.04"],[2,"0.05"]]}]}}
                """);
        assertThat(look(detectors, server, "empty", "OK"))
                .unknown()
                .because("room < 1 answers series over a time (a matrix)")
                .because("max_over_time");
        answer(
                server,
                200,
                "{\"status\":\"success\",\"data\":{\"resultType\":\"string\",\"result\":[1,\"a\"]}}");
        assertThat(look(detectors, server, "empty", "OK"))
                .unknown()
                .because("answers no numbers but a result of type string");
        answer(server, 200, "{\"status\":\"success\"}");
        assertThat(look(detectors, server, "empty", "OK")).unknown().because("of type none");
    }

    @Test
    void aQueryThatIsNone(DetectorRunner detectors, LocalServer server) {
        answer(
                server,
                400,
                "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}");
        assertThat(look(detectors, server)).unknown().because("(status 400): parse error");
    }

    @Test
    void aServerThatIsAwayOrSilent(DetectorRunner detectors, LocalServer server) {
        server.hang("/prom/api/v1/query");
        detectors.timeout(Duration.ofSeconds(1));
        assertThat(look(detectors, server)).unknown().because("did not answer in time");
        URI target = server.url("/prom/");
        server.close();
        assertThat(
                        detectors.inspect(
                                new PrometheusProbe(), Map.of("target", target, "query", "up")))
                .unknown()
                .because("connection refused");
    }

    @Test
    void conditions() {
        for (String holds : List.of("> 1", ">= 2", "< 3", "<= 2", "== 2", "!=1", " > -1e3 ")) {
            assertTrue(Condition.of(holds).holds(2), holds);
        }
        for (String not : List.of("> 2", ">= 3", "< 2", "<= 1", "== 1", "!= 2")) {
            assertTrue(!Condition.of(not).holds(2), not);
        }
        assertTrue(!Condition.of("!= 1").holds(Double.NaN));
    }

    @Test
    void leavesNothingBehind(LocalServer server) {
        answer(server, 200, TWO);
        assertUnloads(
                PrometheusProbe.class,
                Map.of("target", server.url("/prom").toString(), "query", "up"));
    }

    private static void answer(LocalServer server, int status, String json) {
        server.answer(
                "/prom/api/v1/query",
                request -> Answer.of(status, json).header("Content-Type", "application/json"));
    }

    private static dev.gantry.testkit.Inspection look(
            DetectorRunner detectors, LocalServer server, String... more) {
        Map<String, Object> config = new HashMap<>();
        config.put("target", server.url("/prom/").toString());
        config.put("query", "room < 1");
        for (int i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        return detectors.inspect(new PrometheusProbe(), config);
    }
}
