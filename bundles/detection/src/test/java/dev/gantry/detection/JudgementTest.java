package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.CheckStatus;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Map;

class JudgementTest {

    @Test
    void eachStatusOfADetectorHasItsOwn() {
        for (Status status : Status.values()) {
            Judgement judgement = Judgement.of(Verdict.of(status).because("so"), World.PLUGIN);
            assertEquals(status.name(), judgement.status().name());
            assertEquals(List.of("so"), judgement.reasons());
        }
    }

    @Test
    void whatIsNoProperVerdictIsAnError() {
        assertEquals(CheckStatus.ERROR, Judgement.of(null, World.PLUGIN).status());
        Verdict odd = new Verdict(Status.OK, List.of(), Map.of("load", Double.NaN));
        Judgement judgement = Judgement.of(odd, World.PLUGIN);
        assertEquals(CheckStatus.ERROR, judgement.status());
        assertTrue(judgement.reasons().getFirst().contains("load as NaN"));
    }

    @Test
    void aReasonIsNeverLackingAndNothingGrowsWithoutLimit() {
        assertEquals(
                List.of("the detector gave no reason"),
                Judgement.of(Verdict.of(Status.WARN), World.PLUGIN).reasons());
        assertEquals(List.of(), Judgement.of(Verdict.of(Status.OK), World.PLUGIN).reasons());
        Verdict large =
                new Verdict(Status.WARN, Collections.nCopies(500, "x".repeat(50_000)), Map.of());
        Judgement judgement = Judgement.of(large, World.PLUGIN);
        assertEquals(20, judgement.reasons().size());
        assertEquals(1000, judgement.reasons().getFirst().length());
    }
}
