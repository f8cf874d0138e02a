package dev.gantry.detection.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gantry.detection.history.FakeHistoryStore;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.check.CheckVote.Range;
import dev.gantry.spi.check.CheckVote.Voter;
import dev.gantry.spi.check.Condition;
import dev.gantry.spi.check.Condition.Aggregate;
import dev.gantry.spi.check.Condition.Limit;
import dev.gantry.spi.check.Judging;
import dev.gantry.spi.check.Judging.Damping;
import dev.gantry.spi.plugin.RevisionRef;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class CourtTest {
    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");
    private static final RevisionRef PLUGIN = new RevisionRef("acme", "1.0.0", "ab".repeat(32));

    private final Map<String, Check> checks = new HashMap<>();
    private final List<CheckVerdict> past = new ArrayList<>();
    private final FakeHistoryStore disk = new FakeHistoryStore();
    private final Court court =
            new Court(
                    new Memory(disk, this::past, ZoneOffset.UTC),
                    id -> Optional.ofNullable(checks.get(id)));

    /** Called when the past of a check is read. */
    private Runnable reading = () -> {};

    private List<CheckVerdict> past(String check, int most) {
        reading.run();
        return past.reversed();
    }

    private static Check check(String id, Judging judging, CheckVerdict last) {
        CheckSpec spec =
                CheckSpec.of("http", "{}", Duration.ofMinutes(1), Duration.ofSeconds(5))
                        .judged(judging);
        return new Check(id, spec, 1, START, last, START);
    }

    private static Judging when(Condition... conditions) {
        return new Judging(List.of(conditions), Damping.NONE, List.of());
    }

    private static CheckVerdict said(int seconds, CheckStatus status, Map<String, Double> numbers) {
        return new CheckVerdict(
                START.plusSeconds(seconds),
                status,
                List.of("it said so"),
                numbers,
                Duration.ZERO,
                PLUGIN);
    }

    private static Map<String, Double> latency(double seconds) {
        return Map.of("latency.seconds", seconds);
    }

    @Test
    void withoutConditionsTheDetectorDecides() {
        CheckVerdict said = said(0, CheckStatus.WARN, Map.of());
        assertEquals(said, court.judge(check("web", Judging.PLAIN, null), said));
    }

    @Test
    void theWorstVoteCountsAndItsReasonIsTheFirst() {
        Check web =
                check(
                        "web",
                        when(
                                new Condition.Threshold(
                                        "latency.seconds",
                                        Aggregate.LAST,
                                        Duration.ZERO,
                                        Limit.parse("> 0.3"),
                                        Limit.parse(">= 2"))),
                        null);
        CheckVerdict slow = court.judge(web, said(0, CheckStatus.OK, latency(0.412)));
        assertEquals(CheckStatus.WARN, slow.status());
        assertEquals(
                List.of("latency.seconds 412 ms, warn > 300 ms", "it said so"), slow.reasons());
        String limits = "latency.seconds: warn > 300 ms, critical >= 2 s";
        assertEquals(
                List.of(
                        new CheckVote(
                                Voter.THRESHOLD,
                                limits,
                                CheckStatus.WARN,
                                List.of("latency.seconds 412 ms, warn > 300 ms"),
                                "latency.seconds",
                                0.412,
                                new Range(null, 0.3)),
                        CheckVote.detector(CheckStatus.OK, List.of("it said so"))),
                slow.votes());
        CheckVerdict dead = court.judge(web, said(60, CheckStatus.OK, latency(2)));
        assertEquals(CheckStatus.CRITICAL, dead.status());
        assertEquals("latency.seconds 2 s, critical >= 2 s", dead.reasons().getFirst());
        CheckVerdict fast = court.judge(web, said(120, CheckStatus.OK, latency(0.1)));
        assertEquals(CheckStatus.OK, fast.status());
        assertEquals(List.of("it said so"), fast.reasons());
        assertEquals(List.of("latency.seconds 100 ms"), fast.votes().getLast().reasons());
        CheckVerdict blind = court.judge(web, said(180, CheckStatus.OK, Map.of("bytes", 1.0)));
        assertEquals(CheckStatus.UNKNOWN, blind.status());
        assertEquals(
                "the detector did not measure latency.seconds; it measured bytes",
                blind.reasons().getFirst());
        CheckVerdict refused = court.judge(web, said(240, CheckStatus.CRITICAL, Map.of()));
        assertEquals(List.of("it said so"), refused.reasons());
    }

    @Test
    void aWindowLooksBackAlsoOverARestart() {
        Condition.Threshold p95 =
                new Condition.Threshold(
                        "latency.seconds",
                        Aggregate.P95,
                        Duration.ofMinutes(5),
                        Limit.parse("> 1"),
                        null);
        for (int i = 0; i < 5; i++) {
            past.add(said(i * 60, CheckStatus.OK, latency(i == 1 ? 3 : 0.1)));
        }
        Check web = check("web", when(p95), null);
        CheckVerdict now = court.judge(web, said(300, CheckStatus.OK, latency(0.1)));
        assertEquals(CheckStatus.WARN, now.status());
        assertEquals("latency.seconds p95 over 5 min 3 s, warn > 1 s", now.reasons().getFirst());
        assertEquals("p95(latency.seconds, 5 min): warn > 1 s", now.votes().getFirst().by());
        CheckVerdict later = court.judge(web, said(361, CheckStatus.OK, latency(0.1)));
        assertEquals(CheckStatus.OK, later.status());
    }

    @Test
    void whatIsExpectedIsBetweenTheLimits() {
        assertEquals(new Range(1.0, 5.0), Ballot.within(Limit.parse("> 5"), Limit.parse("< 1")));
        assertEquals(new Range(null, 2.0), Ballot.within(Limit.parse(">= 2"), Limit.parse(">= 9")));
        assertEquals(new Range(3.0, 3.0), Ballot.within(null, Limit.parse("!= 3")));
        assertNull(Ballot.within(Limit.parse("== 0"), null));
    }

    /** The ids have the same hash. */
    @Test
    void whileTheDiskIsReadForOneCheckAnotherIsJudged() {
        Judging judging =
                when(
                        new Condition.Threshold(
                                "latency.seconds",
                                Aggregate.MAX,
                                Duration.ofMinutes(5),
                                Limit.parse("> 1"),
                                null));
        List<CheckStatus> other = new ArrayList<>();
        reading =
                () -> {
                    reading = () -> {};
                    CheckVerdict said = said(0, CheckStatus.OK, latency(2));
                    other.add(court.judge(check("BB", judging, null), said).status());
                };
        court.judge(check("Aa", judging, null), said(0, CheckStatus.OK, latency(0.1)));
        assertEquals(List.of(CheckStatus.WARN), other);
    }

    @Test
    void whatIsBehindSomethingThatIsDownIsUnknown() {
        checks.put("gate", check("gate", Judging.PLAIN, said(0, CheckStatus.CRITICAL, Map.of())));
        checks.put(
                "switch",
                check(
                        "switch",
                        new Judging(List.of(), Damping.NONE, List.of("gate")),
                        said(0, CheckStatus.UNKNOWN, Map.of())));
        Judging behind = new Judging(List.of(), Damping.NONE, List.of("switch"));
        CheckVerdict bad =
                court.judge(check("web", behind, null), said(1, CheckStatus.CRITICAL, Map.of()));
        assertEquals(CheckStatus.UNKNOWN, bad.status());
        assertEquals(
                "not judged, as gate, which it depends on, is critical: it said so",
                bad.reasons().getFirst());
        assertEquals(
                List.of(Voter.DEPENDENCY, Voter.DETECTOR),
                bad.votes().stream().map(CheckVote::voter).toList());
        assertEquals("gate", bad.votes().getFirst().by());
        assertEquals(CheckStatus.CRITICAL, bad.votes().getLast().status());
        CheckVerdict good =
                court.judge(check("web", behind, null), said(2, CheckStatus.OK, Map.of()));
        assertEquals(CheckStatus.OK, good.status());
        checks.put("gate", check("gate", Judging.PLAIN, said(3, CheckStatus.WARN, Map.of())));
        CheckVerdict own =
                court.judge(check("web", behind, null), said(4, CheckStatus.CRITICAL, Map.of()));
        assertEquals(CheckStatus.CRITICAL, own.status());
    }

    @Test
    void whatNobodySaidIsNotJudged() {
        CheckVerdict nobody =
                new CheckVerdict(
                        START,
                        CheckStatus.UNKNOWN,
                        List.of("no plugin offers http"),
                        Map.of(),
                        Duration.ZERO,
                        null);
        Check web =
                check(
                        "web",
                        when(
                                new Condition.Threshold(
                                        "latency.seconds",
                                        Aggregate.LAST,
                                        Duration.ZERO,
                                        Limit.parse("> 1"),
                                        null)),
                        null);
        assertEquals(nobody, court.judge(web, nobody));
    }
}
