package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.spi.check.Card;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.check.CheckVote.Range;
import dev.gantry.spi.check.CheckVote.Voter;
import dev.gantry.spi.store.StoredVerdict;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class CheckJsonTest {

    private final CheckJson json = new CheckJson();

    private static CheckVerdict slow() {
        return new CheckVerdict(
                Instant.parse("2026-01-01T00:00:00Z"),
                CheckStatus.WARN,
                List.of("slow"),
                Map.of(),
                Duration.ZERO,
                World.PLUGIN);
    }

    @Test
    void aSpecificationComesBackAsItWas() {
        CheckSpec spec =
                CheckSpec.of(
                                "web.probe",
                                "{\"warn\": 1.10, \"url\":\"http://ä/\"}",
                                Duration.ofMillis(90_500),
                                Duration.ofSeconds(3))
                        .shown(Card.labelled(Map.of("team", "a", "b", "\"'\\")))
                        .paused(true);
        assertEquals(spec, json.spec(json.write(spec)));
        assertEquals(true, json.write(spec).contains("\"interval\":\"PT1M30.5S\""));
        assertThrows(RuntimeException.class, () -> json.spec("{}"));
        assertThrows(RuntimeException.class, () -> json.spec("null"));
    }

    @Test
    void aVerdictComesBackAsItWas() {
        CheckVerdict verdict =
                new CheckVerdict(
                        Instant.parse("2026-01-01T00:00:00.123Z"),
                        CheckStatus.CRITICAL,
                        List.of("first", "second"),
                        Map.of("free.ratio", 0.1, "size", 1e300),
                        Duration.ofMillis(12),
                        World.PLUGIN);
        StoredVerdict row = json.write("a", verdict);
        assertEquals("critical", row.status());
        assertEquals(verdict, json.verdict(row));

        CheckVerdict bare =
                new CheckVerdict(
                        verdict.at(),
                        CheckStatus.UNKNOWN,
                        List.of(),
                        Map.of(),
                        Duration.ZERO,
                        null);
        assertEquals(bare, json.verdict(json.write("a", bare)));
    }

    @Test
    void votesComeBackAsTheyWere() {
        CheckVerdict verdict =
                slow().voted(
                                List.of(
                                        new CheckVote(
                                                Voter.THRESHOLD,
                                                "latency.seconds: warn > 300 ms",
                                                CheckStatus.WARN,
                                                List.of("slow"),
                                                "latency.seconds",
                                                0.4,
                                                new Range(null, 0.3)),
                                        new CheckVote(
                                                Voter.TOGETHER,
                                                "unusual(a, b), sensitivity low",
                                                CheckStatus.OK,
                                                List.of(),
                                                null,
                                                Double.POSITIVE_INFINITY,
                                                null),
                                        CheckVote.detector(CheckStatus.OK, List.of())));
        assertEquals(verdict, json.verdict(json.write("a", verdict)));
        assertNull(verdict.votes().get(1).seen());
    }

    @Test
    void theVoteOfTheDetectorAloneIsNotWrittenTwice() {
        CheckVerdict verdict = slow();
        assertEquals(
                List.of(CheckVote.detector(CheckStatus.WARN, List.of("slow"))), verdict.votes());
        StoredVerdict row = json.write("a", verdict);
        assertFalse(row.body().contains("votes"));
        assertEquals(verdict, json.verdict(row));
    }
}
