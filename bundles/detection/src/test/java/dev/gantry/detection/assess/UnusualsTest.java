package dev.gantry.detection.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.detection.history.FakeHistoryStore;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.check.CheckVote.Voter;
import dev.gantry.spi.check.Condition.Sensitivity;
import dev.gantry.spi.check.Condition.Unusual;
import dev.gantry.spi.check.Judging;
import dev.gantry.spi.check.Judging.Damping;
import dev.gantry.spi.plugin.RevisionRef;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

class UnusualsTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final RevisionRef PLUGIN = new RevisionRef("acme", "1.0.0", "ab".repeat(32));

    private final FakeHistoryStore disk = new FakeHistoryStore();
    private final Random random = new Random(7);
    private Court court = boot();
    private int minutes;

    private Court boot() {
        return new Court(
                new Memory(disk, (check, most) -> List.of(), ZoneOffset.UTC),
                id -> Optional.empty());
    }

    private static Check check(Unusual unusual) {
        CheckSpec spec =
                CheckSpec.of("http", "{}", Duration.ofMinutes(10), Duration.ofSeconds(5))
                        .judged(new Judging(List.of(unusual), Damping.NONE, List.of()));
        return new Check("web", spec, 1, START, null, START);
    }

    private static final Check LATENCY =
            check(new Unusual(List.of("latency.seconds"), Sensitivity.MEDIUM, CheckStatus.WARN));
    private static final Check BOTH =
            check(
                    new Unusual(
                            List.of("cpu.ratio", "requests"),
                            Sensitivity.HIGH,
                            CheckStatus.CRITICAL));

    private CheckVerdict says(Check check, Map<String, Double> numbers) {
        minutes += 10;
        return court.judge(
                check,
                new CheckVerdict(
                        START.plusSeconds(60L * minutes),
                        CheckStatus.OK,
                        List.of(),
                        numbers,
                        Duration.ZERO,
                        PLUGIN));
    }

    /** By day 0.4 s, by night 0.2 s, with some noise. */
    private double latency() {
        int hour = minutes / 60 % 24;
        return (hour >= 8 && hour < 20 ? 0.4 : 0.2) + 0.01 * random.nextGaussian();
    }

    private void days(int count) {
        for (int i = 0; i < count * 144; i++) {
            says(LATENCY, Map.of("latency.seconds", latency()));
        }
    }

    @Test
    void tellsWhatIsUsualAndWhatIsNot() {
        days(14);
        CheckVerdict slow = says(LATENCY, Map.of("latency.seconds", 0.9));
        assertEquals(CheckStatus.WARN, slow.status());
        String reason = slow.reasons().getFirst();
        assertTrue(reason.startsWith("latency.seconds 900 ms, usual "), reason);
        assertTrue(reason.matches(".* is [0-9.]+ ms to [0-9.]+ ms"), reason);
        CheckVote vote = slow.votes().getFirst();
        assertEquals(Voter.UNUSUAL, vote.voter());
        assertEquals("unusual(latency.seconds), sensitivity medium", vote.by());
        assertEquals(0.9, vote.seen());
        assertTrue(vote.expected().high() < 0.9 && vote.expected().low() > 0, vote.toString());
        assertEquals(CheckStatus.OK, says(LATENCY, Map.of("latency.seconds", 0.2)).status());
    }

    @Test
    void whatWasLearnedSurvivesARestart() {
        days(14);
        court.keep(0, 1);
        court = boot();
        assertEquals(CheckStatus.WARN, says(LATENCY, Map.of("latency.seconds", 0.9)).status());
    }

    /** What is usual does not change with how unusual something has to be. */
    @Test
    void whatWasLearnedServesAnotherSensitivityAsWell() {
        days(14);
        court.keep(0, 1);
        Check strict =
                check(
                        new Unusual(
                                List.of("latency.seconds"),
                                Sensitivity.HIGH,
                                CheckStatus.CRITICAL));
        assertEquals(CheckStatus.CRITICAL, says(strict, Map.of("latency.seconds", 0.9)).status());
    }

    /** What one pair of names was learned of is nothing to another pair that reads alike. */
    @Test
    void namesThatReadAlikeWhenJoinedShareNoMemory() {
        for (List<String> names :
                List.of(
                        List.of("a,b", "c"),
                        List.of("a", "b,c"),
                        List.of("a\nb", "c"),
                        List.of("a", "b\nc"),
                        List.of("a\\nb", "c"))) {
            Check pair = check(new Unusual(names, Sensitivity.MEDIUM, CheckStatus.WARN));
            for (int i = 0; i < 200; i++) {
                double value = 5 + random.nextGaussian();
                CheckVerdict said = says(pair, Map.of(names.getFirst(), value, names.get(1), 1.0));
                if (i == 0) {
                    String reason = said.votes().get(1).reasons().getFirst();
                    assertTrue(reason.contains("too few values are known"), reason);
                }
            }
            court.keep(0, 1);
        }
    }

    @Test
    void whatIsDamagedIsLearnedAnew() {
        days(2);
        disk.learned("web", new byte[] {0, 0, 0, 1, 5});
        court = boot();
        assertEquals(CheckStatus.OK, says(LATENCY, Map.of("latency.seconds", 0.9)).status());
    }

    @Test
    void severalAreJudgedTogether() {
        for (int i = 0; i < 2000; i++) {
            double load = random.nextDouble();
            says(
                    BOTH,
                    Map.of(
                            "cpu.ratio",
                            0.1 + 0.8 * load + 0.01 * random.nextGaussian(),
                            "requests",
                            1000 * load));
        }
        assertEquals(
                List.of("cpu.ratio, requests go together as usual"),
                says(BOTH, Map.of("cpu.ratio", 0.5, "requests", 500.0))
                        .votes()
                        .getLast()
                        .reasons());
        CheckVerdict busyForNothing = says(BOTH, Map.of("cpu.ratio", 0.9, "requests", 20.0));
        assertEquals(CheckStatus.CRITICAL, busyForNothing.status());
        assertTrue(
                busyForNothing
                        .reasons()
                        .getFirst()
                        .startsWith("cpu.ratio, requests do not go together as usual, "),
                busyForNothing.reasons().toString());
        assertEquals(
                List.of("together critical", "detector ok", "unusual ok", "unusual ok"),
                votes(busyForNothing));
        assertEquals(
                CheckStatus.OK, says(BOTH, Map.of("cpu.ratio", 0.5, "requests", 500.0)).status());
    }

    @Test
    void whatIsNotKnownYetIsSaid() {
        CheckVerdict first = says(BOTH, Map.of("cpu.ratio", 0.5, "requests", 500.0));
        assertEquals(
                List.of(
                        "cpu.ratio 50 %, too few values are known to say what is usual",
                        "requests 500, too few values are known to say what is usual",
                        "cpu.ratio, requests: too few values are known together"),
                first.votes().stream().skip(1).map(vote -> vote.reasons().getFirst()).toList());
        assertNull(first.votes().get(1).expected());
    }

    private static List<String> votes(CheckVerdict verdict) {
        return verdict.votes().stream()
                .map(vote -> (vote.voter() + " " + vote.status()).toLowerCase(Locale.ROOT))
                .toList();
    }

    @Test
    void whatIsNotMeasuredIsUnknown() {
        CheckVerdict blind = says(BOTH, Map.of("cpu.ratio", 1.0));
        assertEquals(CheckStatus.UNKNOWN, blind.status());
        assertEquals(List.of("unusual unknown", "detector ok"), votes(blind));
        assertEquals("requests", blind.votes().getFirst().measure());
    }
}
