package dev.gantry.detection.finding;

import static dev.gantry.spi.check.CheckStatus.CRITICAL;
import static dev.gantry.spi.check.CheckStatus.OK;
import static dev.gantry.spi.check.CheckStatus.WARN;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.check.Card;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Reaction;
import dev.gantry.spi.finding.Finding.Stage;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class ReactionsTest extends FindingFixture {

    private static CheckSpec reacting(CheckStatus on, String params, boolean approval) {
        Card card = new Card("Disk", "/var", Map.of("unit", "db"), "");
        return spec().shown(card)
                .reacting(
                        new Reaction(
                                "files.cleanup", on, params, Duration.ofMinutes(10), 3, approval));
    }

    private String params() {
        return started.getLast().params();
    }

    @Test
    void aFindingStartsARunWithItsEvidence() {
        check(
                "disk",
                reacting(
                        CRITICAL,
                        """
                        {"directory":"${check.target}","why":"${finding.severity}: ${finding.reason}",
                         "free":"${measurements.free.ratio}","of":["${labels.unit}",1,true]}""",
                        false));
        says("disk", WARN);
        assertEquals(0, started.size());
        assertEquals(Stage.IDLE, only().reaction().state());
        says("disk", CRITICAL);
        assertEquals(
                "{\"directory\":\"/var\",\"why\":\"critical: disk is CRITICAL\","
                        + "\"free\":0.05,\"of\":[\"db\",1,true]}",
                params());
        assertEquals("files.cleanup", started.getFirst().task());
        assertEquals(Map.of("check", "disk", "finding", only().id()), started.getFirst().labels());
        assertEquals("finding:" + only().id(), started.getFirst().trigger());
        assertEquals("r1", only().reaction().runs().getFirst().run());
        assertTrue(told.getLast().startsWith("reacted critical"), told.toString());
    }

    @Test
    void guardsHoldItBack() {
        check("disk", reacting(CRITICAL, "{}", false));
        says("disk", CRITICAL, CRITICAL);
        assertEquals(1, started.size());
        assertEquals("run r1 is under way", only().reaction().reason());
        underWay.clear();
        says("disk", CRITICAL);
        assertEquals(
                "it cools down until " + only().reaction().runs().getFirst().at().plusSeconds(600),
                only().reaction().reason());
        for (int i = 0; i < 45; i++) {
            says("disk", CRITICAL);
            underWay.clear();
        }
        assertEquals(3, started.size());
        assertEquals(Stage.STARTED, only().reaction().state());
        assertEquals(
                "it was started 3 times within an hour, the most for this check",
                only().reaction().reason());
    }

    @Test
    void aNewFindingDoesNotComeRoundTheGuards() {
        check("disk", reacting(CRITICAL, "{}", false));
        says("disk", CRITICAL);
        underWay.clear();
        says("disk", OK, CRITICAL);
        assertEquals(1, started.size());
        assertEquals(2, all().size());
        assertEquals(Stage.HELD, all().getFirst().reaction().state());
    }

    @Test
    void aPersonApprovesOrDeclines() {
        check("disk", reacting(WARN, "{}", true));
        says("disk", WARN, WARN);
        assertEquals(0, started.size());
        assertEquals(Stage.WAITING, only().reaction().state());
        assertEquals(1, told.stream().filter(text -> text.startsWith("waiting")).count());
        service.answer(only().id(), true, "ann");
        assertEquals(1, started.size());
        assertEquals("ann", only().reaction().runs().getFirst().by());
        GantryException twice =
                assertThrows(GantryException.class, () -> service.answer(only().id(), true, "bob"));
        assertEquals(GantryException.Code.CONFLICT, twice.code());
        underWay.clear();
        for (int i = 0; i < 10; i++) {
            says("disk", WARN);
        }
        assertEquals(Stage.WAITING, only().reaction().state());
        service.answer(only().id(), false, "ann");
        for (int i = 0; i < 20; i++) {
            says("disk", WARN);
        }
        assertEquals(Stage.DECLINED, only().reaction().state());
        assertEquals(1, started.size());
    }

    @Test
    void whatCannotBeStartedSaysWhyAndIsTriedAgain() {
        check("disk", reacting(WARN, "{\"a\":\"${labels.unti}\"}", false));
        says("disk", WARN);
        assertEquals(Stage.REFUSED, only().reaction().state());
        assertEquals(
                "the check has no label unti, which ${labels.unti} names; add it, or change the"
                        + " parameters of the reaction",
                only().reaction().reason());
        check("disk", reacting(WARN, "{}", false));
        refusal = "the queue is full";
        says("disk", WARN);
        assertEquals("the queue is full", only().reaction().reason());
        refusal = null;
        says("disk", WARN);
        assertEquals(1, started.size());
    }

    @Test
    void whoeverLooksAfterItIsNotDisturbed() {
        check("disk", reacting(CRITICAL, "{}", false));
        says("disk", WARN);
        service.acknowledge(only().id(), "ann", "");
        says("disk", CRITICAL);
        assertEquals(0, started.size());
        assertEquals("ann looks after it", only().reaction().reason());
    }

    @Test
    void allTogetherStartOnlySoMany() {
        List<String> many =
                java.util.stream.IntStream.range(0, 70).mapToObj(i -> "disk" + i).toList();
        for (String id : many) {
            check(id, reacting(WARN, "{}", false));
            says(id, WARN);
            now = now.minusSeconds(60);
            past.clear();
        }
        assertEquals(Reactions.TOGETHER, started.size());
        now = now.plusSeconds(61);
        says("disk69", WARN);
        assertEquals(Reactions.TOGETHER + 1, started.size());
    }

    @Test
    void whatDidNotStartTakesNoPlaceOfOthers() {
        check("disk", reacting(WARN, "{\"a\":\"${labels.unti}\"}", false));
        check("log", reacting(WARN, "{}", false));
        for (int i = 0; i < 2 * Reactions.TOGETHER; i++) {
            refusal = "the queue is full";
            says(i % 2 == 0 ? "disk" : "log", WARN);
            now = now.minusSeconds(60);
        }
        refusal = null;
        says("log", WARN);
        assertEquals(1, started.size());
    }

    @Test
    void whatWasApprovedAndDidNotStartWaitsAgain() {
        check("disk", reacting(WARN, "{}", true));
        says("disk", WARN);
        refusal = "the queue is full";
        String why = "it could not be started: the queue is full";
        GantryException refused =
                assertThrows(GantryException.class, () -> service.answer(only().id(), true, "ann"));
        assertEquals(GantryException.Code.CONFLICT, refused.code());
        assertEquals(why, refused.getMessage());
        assertEquals(Stage.WAITING, only().reaction().state());
        assertEquals(why, only().reaction().reason());
        says("disk", WARN);
        assertEquals(1, told.stream().filter(text -> text.startsWith("waiting")).count());
        refusal = null;
        service.answer(only().id(), true, "ann");
        assertEquals(Stage.STARTED, only().reaction().state());
        assertEquals("reacted warn: ann approved of it", told.getLast());
    }

    @Test
    void whileItIsBeingStartedNobodyElseIsAsked() {
        check("disk", reacting(WARN, "{}", true));
        says("disk", WARN);
        String id = only().id();
        starting =
                () -> {
                    starting = () -> {};
                    assertThrows(GantryException.class, () -> service.answer(id, false, "bob"));
                    assertThrows(GantryException.class, () -> service.answer(id, true, "bob"));
                };
        service.answer(id, true, "ann");
        assertEquals(1, started.size());
        assertEquals("ann", only().reaction().runs().getFirst().by());
    }

    /** What is not written yet of the numbers does not hide who looks after it. */
    @Test
    void whoeverAnotherNodeWasToldLooksAfterItIsNotDisturbedEither() {
        check("disk", reacting(WARN, "{}", false));
        says("disk", WARN);
        underWay.clear();
        now = now.plusSeconds(530);
        says("disk", WARN);
        FindingService inspects = service;
        boot().acknowledge(only().id(), "ann", "");
        service = inspects;
        now = now.minusSeconds(50);
        says("disk", WARN);
        assertEquals("ann looks after it", only().reaction().reason());
        assertEquals(1, started.size());
        assertEquals(3, only().seen().times());
    }
}
