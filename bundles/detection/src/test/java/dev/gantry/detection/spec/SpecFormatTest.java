package dev.gantry.detection.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Condition;
import dev.gantry.spi.check.Condition.Aggregate;
import dev.gantry.spi.check.Condition.Limit;
import dev.gantry.spi.check.Condition.Operator;
import dev.gantry.spi.check.Condition.Sensitivity;
import dev.gantry.spi.check.Judging;
import dev.gantry.spi.check.Pace;
import dev.gantry.spi.check.Reaction;
import dev.gantry.spi.check.Urgency;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

class SpecFormatTest {

    private static final String WHOLE =
            """
            {"title":"Shop front page","detector":"http","target":"https://shop.example/",
             "config":{"status":"200","weight":1.10},"interval":"30s","timeout":"PT5S","retries":2,
             "sla":"P0","conditions":[
              {"measure":"latency.seconds","by":"p95","over":"PT5M","warn":"> 0.5","critical":">2"},
              {"measure":"free.ratio","critical":"<= 0.1"},
              {"measure":"free.ratio","over":"PT1H","warn":"< 0.5"},
              {"unusual":["latency.seconds"],"sensitivity":"high","status":"critical"},
              {"drift":"free.ratio","critical":"< -0.02"}],
             "damping":{"bad":2},"dependsOn":["net.gateway"],"labels":{"team":"shop"},"page":"Shop",
             "reaction":{"task":"service.restart","params":{"unit":"a"},"cooldown":"PT0S",
              "perHour":1,"approval":true,"on":"warn"},"paused":true}
            """;

    @Test
    void readsAllThereIs() {
        CheckSpec spec = SpecFormat.read(WHOLE);
        assertEquals("http", spec.detector());
        assertEquals("{\"status\":\"200\",\"weight\":1.10}", spec.config());
        assertEquals(
                new Pace(Duration.ofSeconds(30), Duration.ofSeconds(5), 2, Urgency.P0),
                spec.pace());
        assertEquals(
                List.of(
                        new Condition.Threshold(
                                "latency.seconds",
                                Aggregate.P95,
                                Duration.ofMinutes(5),
                                new Limit(Operator.ABOVE, 0.5),
                                new Limit(Operator.ABOVE, 2)),
                        new Condition.Threshold(
                                "free.ratio",
                                Aggregate.LAST,
                                Duration.ZERO,
                                null,
                                new Limit(Operator.AT_MOST, 0.1)),
                        new Condition.Threshold(
                                "free.ratio",
                                Aggregate.MEAN,
                                Duration.ofHours(1),
                                new Limit(Operator.BELOW, 0.5),
                                null),
                        new Condition.Unusual(
                                List.of("latency.seconds"), Sensitivity.HIGH, CheckStatus.CRITICAL),
                        new Condition.Drift("free.ratio", null, new Limit(Operator.BELOW, -0.02))),
                spec.judging().conditions());
        assertEquals(new Judging.Damping(2, 1), spec.judging().damping());
        assertEquals(List.of("net.gateway"), spec.judging().dependsOn());
        assertEquals(
                new Reaction(
                        "service.restart",
                        CheckStatus.WARN,
                        "{\"unit\":\"a\"}",
                        Duration.ZERO,
                        1,
                        true),
                spec.reaction());
        assertEquals("Shop", spec.card().page());
        assertEquals(Map.of("team", "shop"), spec.labels());
        assertEquals(true, spec.paused());
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        CheckSpec spec = SpecFormat.read(WHOLE);
        assertEquals(spec, SpecFormat.read(SpecFormat.write(spec)));
        assertEquals(spec, SpecFormat.stored(SpecFormat.store(spec)));
        CheckSpec least = SpecFormat.read("{\"detector\":\"http\"}");
        assertEquals(
                CheckSpec.of("http", "{}", Duration.ofMinutes(1), Duration.ofSeconds(10)), least);
        assertEquals(least, SpecFormat.read(SpecFormat.write(least)));
    }

    @Test
    void readsWhatAnEarlierGantryStored() {
        CheckSpec spec =
                SpecFormat.stored(
                        """
                        {"detector":"disk.room","config":"{\\"warn\\": 1.10}","interval":"PT1M",
                         "timeout":"PT10S","labels":{"a":"b"},"paused":false}
                        """);
        assertEquals("{\"warn\": 1.10}", spec.config());
        assertEquals(Judging.PLAIN, spec.judging());
        assertEquals(Map.of("a", "b"), spec.labels());
    }

    @Test
    void saysAllThatIsWrongAndWhere() {
        Map<String, String> wrong =
                errors(
                        """
                        {"detectr":"http","interval":"30","timeout":"PT0S","retries":9,"sla":"P3",
                         "config":[],"labels":{"a/b":1},"damping":{"bad":0,"worse":1},
                         "dependsOn":["A","b","b"],"paused":"yes","page":1,
                         "conditions":[{"warn":"> 1"},{"measure":"m","warn":"big"},{"measure":"m"},
                          {"unusual":[]},{"measure":"m","by":"p95","warn":">1"},7,
                          {"unusual":["m"],"status":"ok"}],
                         "reaction":{"on":"ok","perHour":0,"params":[]}}
                        """);
        assertEquals(
                List.of(
                        "/conditions/0/measure",
                        "/conditions/1/warn",
                        "/conditions/2",
                        "/conditions/3",
                        "/conditions/4",
                        "/conditions/5",
                        "/conditions/5/measure",
                        "/conditions/6/status",
                        "/config",
                        "/damping/bad",
                        "/damping/worse",
                        "/dependsOn/0",
                        "/dependsOn/2",
                        "/detector",
                        "/detectr",
                        "/interval",
                        "/labels/a~1b",
                        "/page",
                        "/paused",
                        "/reaction/on",
                        "/reaction/params",
                        "/reaction/perHour",
                        "/reaction/task",
                        "/retries",
                        "/sla",
                        "/timeout"),
                List.copyOf(wrong.keySet()));
        assertEquals("expected an ISO-8601 duration, as PT30S; got 30", wrong.get("/interval"));
        assertEquals(
                true, wrong.get("/detectr").startsWith("unknown member; did you mean detector?"));
        assertEquals("expected text, got 1; put it in quotes", wrong.get("/labels/a~1b"));
        assertEquals("expected P0, P1 or P2; got P3", wrong.get("/sla"));
    }

    @Test
    void aTwiceNamedMemberAndHalfADocumentAreNoChecks() {
        for (String text : List.of("{\"detector\":\"a\",\"detector\":\"b\"}", "{", "", "[]")) {
            GantryException refused =
                    assertThrows(GantryException.class, () -> SpecFormat.read(text), text);
            assertEquals(Code.INVALID, refused.code());
        }
    }

    private static Map<String, String> errors(String text) {
        GantryException refused = assertThrows(GantryException.class, () -> SpecFormat.read(text));
        assertEquals(Code.INVALID, refused.code());
        return refused.fields().stream()
                .collect(
                        Collectors.toMap(
                                FieldError::pointer,
                                FieldError::message,
                                (a, b) -> a,
                                TreeMap::new));
    }
}
