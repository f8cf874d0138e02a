package dev.gantry.slo;

import static dev.gantry.slo.Samples.NOW;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.slo.SloKind;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

class LedgerTest {
    private static final Meaning UP = new Meaning(SloKind.AVAILABILITY, "mail.*", null);
    private static final Meaning QUICK =
            new Meaning(SloKind.LATENCY, "mail.send", Duration.ofSeconds(1));
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MONTH = Duration.ofDays(30);

    private final FakeStore store = new FakeStore();
    private Instant now = NOW;

    private Ledger ledger(int node, boolean alone, Meaning... meanings) {
        Ledger ledger = new Ledger(store, () -> node, alone, () -> now);
        ledger.use(List.of(meanings));
        return ledger;
    }

    private static void runs(Ledger ledger, String task, int good, int bad) {
        for (int i = 0; i < good + bad; i++) {
            RunResult result = i < good ? RunResult.SUCCESS : RunResult.TIMEOUT;
            ledger.on(Samples.finished(task, result, Duration.ofMillis(i < good ? 1 : 2000)));
        }
    }

    private Tally over(Ledger ledger, Meaning meaning, Duration window) {
        return ledger.counts(meaning).over(window, now);
    }

    @Test
    void countsWhatEachObjectiveIsAbout() {
        Ledger ledger = ledger(0, true, UP, QUICK);
        runs(ledger, "mail.send", 3, 1);
        runs(ledger, "mail.read", 2, 2);
        runs(ledger, "files.cleanup", 0, 9);
        ledger.on(Samples.started("mail.send", HOUR));
        assertEquals(new Tally(5, 8), over(ledger, UP, HOUR));
        assertEquals(new Tally(3, 4), over(ledger, QUICK, HOUR));
    }

    @Test
    void goesOnAfterARestartInTheSameMinute() {
        Ledger before = ledger(0, true, UP);
        runs(before, "mail.send", 3, 1);
        before.sync(true);
        Ledger after = ledger(0, true, UP);
        runs(after, "mail.send", 1, 0);
        after.sync(true);
        assertEquals(new Tally(4, 5), over(after, UP, HOUR));
        assertEquals(new Tally(4, 5), over(after, UP, MONTH));
        after.sync(true);
        assertEquals(new Tally(4, 5), over(ledgerSynced(0), UP, HOUR));
    }

    private Ledger ledgerSynced(int node) {
        Ledger ledger = ledger(node, true, UP);
        ledger.sync(true);
        return ledger;
    }

    @Test
    void losesNothingWhileTheStoreIsAway() {
        store.away = true;
        Ledger ledger = ledger(0, true, UP);
        runs(ledger, "mail.send", 1, 0);
        ledger.sync(true);
        store.away = false;
        ledger.sync(true);
        runs(ledger, "mail.send", 1, 0);
        store.away = true;
        ledger.sync(true);
        store.away = false;
        ledger.sync(true);
        assertEquals(new Tally(2, 2), over(ledgerSynced(0), UP, HOUR));
    }

    @Test
    void nodesAddUpWhatEachOfThemCounts() {
        Ledger one = ledger(1, false, UP);
        Ledger two = ledger(2, false, UP);
        Ledger three = ledger(3, false, UP);
        runs(one, "mail.send", 3, 0);
        runs(two, "mail.send", 0, 2);
        for (int i = 0; i < 2; i++) {
            one.sync(true);
            two.sync(false);
            three.sync(false);
        }
        for (Ledger each : List.of(one, two, three)) {
            assertEquals(new Tally(3, 5), over(each, UP, HOUR));
            assertEquals(new Tally(3, 5), over(each, UP, MONTH));
        }
        runs(two, "mail.send", 1, 0);
        now = now.plusSeconds(30);
        two.sync(false);
        one.sync(true);
        assertEquals(new Tally(4, 6), over(one, UP, HOUR));
    }

    @Test
    void whatIsCountedNoMoreComesBackFromTheStore() {
        Ledger ledger = ledger(0, true, UP, QUICK);
        runs(ledger, "mail.send", 3, 1);
        ledger.sync(true);
        ledger.use(List.of(QUICK));
        runs(ledger, "mail.send", 1, 0);
        ledger.use(List.of(QUICK, UP));
        ledger.sync(true);
        assertEquals(new Tally(3, 4), over(ledger, UP, HOUR));
        assertEquals(new Tally(4, 5), over(ledger, QUICK, HOUR));
    }

    @Test
    void theLeaderForgetsWhatNobodyAsksForAnyMore() {
        Ledger ledger = ledger(0, true, UP);
        runs(ledger, "mail.send", 1, 0);
        ledger.sync(true);
        now = now.plus(Duration.ofDays(4));
        ledger.sync(false);
        assertEquals(2, rows());
        ledger.sync(true);
        assertEquals(1, rows());
        now = now.plus(Duration.ofDays(90));
        ledger.sync(true);
        assertEquals(0, rows());
    }

    private int rows() {
        return store.rows.values().stream().mapToInt(java.util.Map::size).sum();
    }
}
