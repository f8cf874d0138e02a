package dev.gantry.detection.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.detection.history.FakeHistoryStore;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.check.Condition.Drift;
import dev.gantry.spi.check.Condition.Limit;
import dev.gantry.spi.check.Judging;
import dev.gantry.spi.check.Judging.Damping;
import dev.gantry.spi.plugin.RevisionRef;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

class DriftsTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final RevisionRef PLUGIN = new RevisionRef("acme", "1.0.0", "ab".repeat(32));
    private static final Check DISK =
            new Check(
                    "disk",
                    CheckSpec.of("disk", "{}", Duration.ofHours(1), Duration.ofSeconds(5))
                            .judged(
                                    new Judging(
                                            List.of(
                                                    new Drift(
                                                            "used.ratio",
                                                            Limit.parse("> 0.01"),
                                                            Limit.parse("> 0.05"))),
                                            Damping.NONE,
                                            List.of())),
                    1,
                    START,
                    null,
                    START);

    private final FakeHistoryStore disk = new FakeHistoryStore();
    private final Random random = new Random(3);
    private Court court = boot();
    private int hours;

    private Court boot() {
        return new Court(
                new Memory(disk, (check, most) -> List.of(), ZoneOffset.UTC),
                id -> Optional.empty());
    }

    /** A disk that fills by day and is emptied by night, and grows by so much a day besides. */
    private CheckVerdict days(int count, double perDay) {
        CheckVerdict last = null;
        for (int i = 0; i < count * 24; i++) {
            hours++;
            double used =
                    0.3
                            + 0.1 * Math.sin(hours % 24 / 24.0 * 2 * Math.PI)
                            + perDay * hours / 24
                            + 0.005 * random.nextGaussian();
            last =
                    court.judge(
                            DISK,
                            new CheckVerdict(
                                    START.plus(Duration.ofHours(hours)),
                                    CheckStatus.OK,
                                    List.of(),
                                    Map.of("used.ratio", used),
                                    Duration.ZERO,
                                    PLUGIN));
        }
        return last;
    }

    @Test
    void tellsOfWhatGrowsUnderTheUpsAndDownsOfItsDays() {
        CheckVerdict verdict = days(10, 0.02);
        assertEquals(CheckStatus.WARN, verdict.status());
        String reason = verdict.reasons().getFirst();
        assertTrue(reason.startsWith("used.ratio drifts by "), reason);
        assertTrue(reason.endsWith(" % a day over 9 days, warn > 1 %"), reason);
        CheckVote vote = verdict.votes().getFirst();
        assertEquals(CheckVote.Voter.DRIFT, vote.voter());
        assertEquals(0.02, vote.seen(), 0.005);
        assertEquals(0.01, vote.expected().high());
    }

    @Test
    void whatOnlyGoesUpAndDownDoesNotDrift() {
        CheckVerdict verdict = days(14, 0);
        assertEquals(CheckStatus.OK, verdict.status());
        assertEquals(
                List.of("used.ratio drifts by no more than chance"),
                verdict.votes().getLast().reasons());
    }

    @Test
    void aRestartForgetsNothing() {
        days(9, 0.06);
        court.keep(0, 1);
        court = boot();
        assertEquals(CheckStatus.CRITICAL, days(1, 0.06).status());
    }
}
