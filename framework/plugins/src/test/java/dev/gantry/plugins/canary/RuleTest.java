package dev.gantry.plugins.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

class RuleTest {
    private static final double CHANCE = 0.0025;

    private static Tally.Side side(long attempts, long failed, IntFunction<Duration> times) {
        Times all = new Times();
        for (int i = 0; i < attempts - failed; i++) {
            all.add(times.apply(i));
        }
        return new Tally.Side(attempts, failed, all);
    }

    private static Tally.Side side(long attempts, long failed) {
        return side(attempts, failed, i -> Duration.ofMillis(10));
    }

    private static Optional<Rule.Finding> judge(Tally.Side canary, Tally.Side control) {
        return Rule.judge(Map.of("a", new Tally.Pair(canary, control)), CHANCE);
    }

    @Test
    void findsTooManyFailures() {
        Rule.Finding finding = judge(side(80, 12), side(900, 3)).orElseThrow();
        assertEquals(Rule.Cause.FAILURES, finding.cause());
        assertEquals(CHANCE, finding.allowed());
        assertTrue(finding.p() < 1e-9, "p " + finding.p());
    }

    @Test
    void letsPassWhatCanBeChance() {
        assertEquals(Optional.empty(), judge(side(80, 3), side(900, 9)));
        assertEquals(Optional.empty(), judge(side(80, 0), side(900, 90)));
        assertEquals(Optional.empty(), judge(side(3, 3), side(3, 0)));
    }

    @Test
    void letsPassWhatIsCertainButTooLittleToMatter() {
        assertTrue(Chance.atLeast(2_000_000, 8_500, 1_000_000, 5_500) < 1e-100);
        Tally.Side none = side(0, 0);
        Tally.Side canary = new Tally.Side(1_000_000, 5_500, none.times());
        Tally.Side control = new Tally.Side(1_000_000, 3_000, none.times());
        assertEquals(Optional.empty(), judge(canary, control));
    }

    @Test
    void findsThatItTakesLonger() {
        IntFunction<Duration> fast = i -> Duration.ofMillis(20 + i % 20);
        IntFunction<Duration> slow = i -> Duration.ofMillis(30 + i % 30);
        Rule.Finding finding = judge(side(60, 0, slow), side(600, 0, fast)).orElseThrow();
        assertEquals(Rule.Cause.TIME, finding.cause());
        assertEquals(Optional.empty(), judge(side(60, 0, fast), side(600, 0, slow)));
        assertEquals(Optional.empty(), judge(side(60, 0, fast), side(600, 0, fast)));
    }

    @Test
    void asksForAFifthMoreAndAMillisecondMore() {
        assertEquals(
                Optional.empty(),
                judge(
                        side(500, 0, i -> Duration.ofMillis(115)),
                        side(500, 0, i -> Duration.ofMillis(100))));
        assertTrue(
                judge(
                                side(500, 0, i -> Duration.ofMillis(125)),
                                side(500, 0, i -> Duration.ofMillis(100)))
                        .isPresent());
        assertEquals(
                Optional.empty(),
                judge(
                        side(500, 0, i -> Duration.ofNanos(900_000)),
                        side(500, 0, i -> Duration.ofNanos(50_000))));
        assertTrue(
                judge(
                                side(500, 0, i -> Duration.ofNanos(2_900_000)),
                                side(500, 0, i -> Duration.ofNanos(50_000)))
                        .isPresent());
    }

    /** Of one control and n canaries, all slower: the chance is 1 in n + 1. */
    @Test
    void allowsForTheChanceInASmallControl() {
        Tally.Side canary = side(300, 0, i -> Duration.ofMillis(100));
        Tally.Side one = side(1, 0);
        assertEquals(Optional.empty(), judge(canary, one));
        Rule.Finding found =
                Rule.judge(Map.of("a", new Tally.Pair(canary, one)), 0.01).orElseThrow();
        assertEquals(1 / 301.0, found.p(), 1e-12);
    }

    @Test
    void findsTheOneTaskTypeThatGotWorse() {
        Map<String, Tally.Pair> seen = new LinkedHashMap<>();
        seen.put("good", new Tally.Pair(side(1000, 10), side(1000, 10)));
        seen.put("bad", new Tally.Pair(side(40, 20), side(1000, 10)));
        seen.put("flawless", new Tally.Pair(side(1000, 0), side(1000, 0)));
        seen.put("new", new Tally.Pair(side(50, 50), side(0, 0)));
        Rule.Finding finding = Rule.judge(seen, CHANCE).orElseThrow();
        assertEquals("bad", finding.task());
        assertEquals(CHANCE / 2, finding.allowed());
    }

    /** More rare tasks on one side are no failure of it. */
    @Test
    void comparesLikeWithLike() {
        Map<String, Tally.Pair> seen =
                Map.of(
                        "risky", new Tally.Pair(side(300, 90), side(30, 9)),
                        "safe", new Tally.Pair(side(30, 0), side(300, 0)));
        assertEquals(Optional.empty(), Rule.judge(seen, CHANCE));
        assertTrue(Chance.atLeast(660, 99, 330, 90) < 1e-9, "the sum would have been blamed");
    }
}
