package dev.gantry.slo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.slo.SloKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Optional;

class MeaningTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @EnumSource(RunResult.class)
    void resultsDecideOnAvailability(RunResult result) {
        Meaning up = new Meaning(SloKind.AVAILABILITY, "mail.send", null);
        assertEquals(
                switch (result) {
                    case SUCCESS -> Optional.of(true);
                    case FAILURE, ERROR, TIMEOUT -> Optional.of(false);
                    case CANCELLED, SKIPPED -> Optional.empty();
                },
                up.good(Samples.finished("mail.send", result, SECOND)));
        assertEquals(Optional.empty(), up.good(Samples.started("mail.send", SECOND)));
    }

    @Test
    void latencyIsThatOfRunsThatStartedWhateverTheirResult() {
        Meaning quick = new Meaning(SloKind.LATENCY, "mail.send", SECOND);
        for (RunResult result : RunResult.values()) {
            assertEquals(
                    Optional.of(true), quick.good(Samples.finished("mail.send", result, SECOND)));
        }
        Duration more = SECOND.plusMillis(1);
        assertEquals(
                Optional.of(false),
                quick.good(Samples.finished("mail.send", RunResult.SUCCESS, more)));
        assertEquals(
                Optional.empty(),
                quick.good(Samples.finished("mail.send", RunResult.CANCELLED, null)));
        assertEquals(Optional.empty(), quick.good(Samples.started("mail.send", SECOND)));
    }

    @Test
    void waitIsUntilTheFirstAttempt() {
        Meaning soon = new Meaning(SloKind.WAIT, "mail.send", SECOND);
        assertEquals(Optional.of(true), soon.good(Samples.started("mail.send", SECOND)));
        assertEquals(
                Optional.of(false), soon.good(Samples.started("mail.send", SECOND.plusMillis(1))));
        assertEquals(
                Optional.empty(),
                soon.good(Samples.finished("mail.send", RunResult.SUCCESS, SECOND)));
    }

    @Test
    void starsStandForAnyCharacters() {
        Meaning all = new Meaning(SloKind.AVAILABILITY, "mail.*", null);
        assertTrue(all.covers("mail.send"));
        assertTrue(all.covers("mail.box.empty"));
        assertFalse(all.covers("mailbox"));
        assertFalse(new Meaning(SloKind.AVAILABILITY, "mail.send", null).covers("mailxsend"));
        assertTrue(new Meaning(SloKind.AVAILABILITY, "*", null).covers("x"));
    }
}
