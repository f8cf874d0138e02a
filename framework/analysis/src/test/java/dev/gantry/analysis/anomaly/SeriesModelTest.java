package dev.gantry.analysis.anomaly;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.analysis.anomaly.Slot.Days;
import dev.gantry.analysis.anomaly.Vote.State;
import dev.gantry.analysis.anomaly.Vote.Voter;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

final class SeriesModelTest {
    /** A Monday. */
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    private static final Duration CADENCE = Duration.ofMinutes(5);
    private static final int DAY = 288;

    private final SeriesModel model = new SeriesModel(ZoneOffset.UTC);
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void aLeapIsUnusualAndToldOnce() {
        feed(0, 1000, i -> 200 + noise());
        List<Judgement> after = feed(1000, 20, i -> 400 + noise());
        assertTrue(after.getFirst().unusual());
        assertTrue(after.getFirst().onset() >= Judgement.UNUSUAL);
        assertEquals(1, after.stream().filter(j -> j.onset() >= Judgement.UNUSUAL).count());
        assertTrue(after.stream().limit(5).allMatch(Judgement::unusual), "the episode goes on");
    }

    @Test
    void noiseIsSeldomUnusual() {
        List<Judgement> all = feed(0, 10_000, i -> 200 + noise());
        long alarms = all.stream().filter(j -> j.onset() >= Judgement.UNUSUAL).count();
        assertTrue(alarms <= 20, alarms + " of 10,000");
        assertTrue(all.stream().allMatch(j -> j.score() >= 0 && j.score() < 1));
    }

    @Test
    void spikesAreNothingNewWhereTheyAreFrequent() {
        feed(0, 3000, i -> i % 50 == 0 ? 1000 + 100 * noise() : 200 + noise());
        assertFalse(add(3000, 1000).unusual());
    }

    @Test
    void whatIsUsualAtNoonIsUnusualAtNightAndTheSlotSaysSo() {
        feed(0, 6 * DAY, this::daily);
        List<Judgement> seventh = feed(6 * DAY, DAY, this::daily);
        assertTrue(seventh.stream().filter(Judgement::unusual).count() <= 2);
        // half past four in the morning of the second Monday, when 162 is usual, as high as at noon
        Judgement night = add(7 * DAY + 54, 300);
        assertTrue(night.unusual());
        Vote season = vote(night, Voter.SEASON);
        assertEquals(State.UNUSUAL, season.state());
        assertEquals(new Slot(Days.WEEKDAYS, 4), season.slot().orElseThrow());
        Range usual = season.usual().orElseThrow();
        assertTrue(
                usual.low() > 130 && usual.low() < 162 && usual.high() > 162 && usual.high() < 190,
                usual.toString());
    }

    @Test
    void weekendsAreTheirOwnAndTheFirstOnesWhichWereUnusualAreForgotten() {
        feed(0, 77 * DAY, i -> weekend(i) ? 20 + noise() : 100 + noise());
        Judgement saturday = add(82 * DAY + 120, 20);
        assertEquals(Days.WEEKENDS, vote(saturday, Voter.SEASON).slot().orElseThrow().days());
        Range usual = vote(saturday, Voter.SEASON).usual().orElseThrow();
        assertTrue(usual.high() < 60, usual.toString());
    }

    @Test
    void hoursAreThoseOfTheZone() {
        SeriesModel there = new SeriesModel(ZoneId.of("America/New_York"));
        Judgement last = null;
        for (int i = 0; i < 3 * DAY; i++) {
            last = there.add(at(i), 100 + noise());
        }
        // 23:55 UTC in summer
        assertEquals(19, vote(last, Voter.SEASON).slot().orElseThrow().hour());
    }

    @Test
    void nothingIsUnusualWhileItLearns() {
        List<Judgement> all = feed(0, 100, i -> i == 90 ? 1e9 : 100 + noise());
        assertTrue(all.stream().noneMatch(Judgement::unusual));
        assertTrue(all.getLast().votes().stream().allMatch(v -> v.state() == State.LEARNING));
        assertTrue(all.getLast().votes().stream().allMatch(v -> v.usual().isEmpty()));
    }

    @Test
    void aConstantSeriesIsUsualUntilItChanges() {
        List<Judgement> all = feed(0, 500, i -> 42);
        assertTrue(all.stream().allMatch(j -> j.score() == 0));
        assertTrue(add(500, 43).unusual());
    }

    @Test
    void aSeriesOfZeroesIsNoTrap() {
        feed(0, 500, i -> 0);
        assertTrue(add(500, 1).unusual());
    }

    @Test
    void whatIsNoNumberIsRefusedAndNothingIsLearned() {
        feed(0, 200, i -> 200 + noise());
        byte[] before = model.snapshot();
        for (double bad :
                new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            var refused =
                    assertThrows(IllegalArgumentException.class, () -> model.add(at(200), bad));
            assertTrue(refused.getMessage().contains("leave it out"), refused.getMessage());
        }
        assertArrayEquals(before, model.snapshot());
    }

    @Test
    void theLargestNumbersAreJudged() {
        feed(0, 300, i -> i % 2 == 0 ? Double.MAX_VALUE : -Double.MAX_VALUE);
        Judgement judgement = add(300, 0);
        assertTrue(judgement.score() >= 0 && judgement.score() <= 1, judgement.toString());
    }

    @Test
    void gapsRepeatedTimesAndAClockThatGoesBackAreTaken() {
        feed(0, 1000, i -> 200 + noise());
        assertFalse(model.add(at(999), 200).unusual(), "the same time");
        assertFalse(model.add(at(500), 200).unusual(), "an earlier time");
        assertFalse(model.add(at(50_000), 200).unusual(), "after half a year");
        assertTrue(model.add(at(50_000), 900).unusual());
        assertEquals(1004, model.points());
    }

    @Test
    void aLevelThatStaysBecomesUsual() {
        feed(0, 2000, i -> 200 + noise());
        feed(2000, 4000, i -> 300 + noise());
        List<Judgement> later = feed(6000, 500, i -> 300 + noise());
        assertTrue(later.stream().filter(Judgement::unusual).count() <= 5);
    }

    private boolean weekend(int i) {
        return i / DAY % 7 >= 5;
    }

    private double daily(int i) {
        return 200 - 100 * Math.cos(2 * Math.PI * (i % DAY) / DAY) + noise();
    }

    private double noise() {
        return 5 * random.nextGaussian();
    }

    private List<Judgement> feed(int from, int count, IntToDoubleFunction values) {
        List<Judgement> all = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            all.add(add(i, values.applyAsDouble(i)));
        }
        return all;
    }

    private Judgement add(int i, double value) {
        return model.add(at(i), value);
    }

    private static Instant at(int i) {
        return START.plus(CADENCE.multipliedBy(i));
    }

    private static Vote vote(Judgement judgement, Voter voter) {
        return judgement.votes().stream().filter(v -> v.voter() == voter).findFirst().orElseThrow();
    }
}
