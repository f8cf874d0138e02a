package dev.gantry.detection.finding;

import static dev.gantry.spi.check.CheckStatus.CRITICAL;
import static dev.gantry.spi.check.CheckStatus.ERROR;
import static dev.gantry.spi.check.CheckStatus.OK;
import static dev.gantry.spi.check.CheckStatus.UNKNOWN;
import static dev.gantry.spi.check.CheckStatus.WARN;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.check.Card;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.check.Judging;
import dev.gantry.spi.check.Judging.Damping;
import dev.gantry.spi.finding.Finding;
import dev.gantry.spi.finding.Finding.State;
import dev.gantry.spi.finding.Maintenance;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class BookTest extends FindingFixture {

    @Test
    void oneFindingFollowsAProblemFromItsFirstToItsLastVerdict() {
        check("web", spec());
        says("web", OK, WARN, WARN, CRITICAL, WARN, OK, OK);
        Finding finding = only();
        assertEquals(State.RESOLVED, finding.state());
        assertEquals(4, finding.seen().times());
        assertEquals(
                Duration.ofMinutes(3),
                Duration.between(finding.seen().first(), finding.seen().last()));
        assertEquals(
                List.of(
                        "opened warn: web is WARN",
                        "worsened critical: web is CRITICAL",
                        "eased warn: web is WARN",
                        "resolved warn: it is ok again"),
                told);
        says("web", CRITICAL);
        assertEquals(2, all().size());
        assertEquals(1, service.open().get(CRITICAL));
        assertEquals(0, service.open().get(WARN));
    }

    @Test
    void dampingWaitsForSeveralInARow() {
        check("web", spec().judged(new Judging(List.of(), new Damping(3, 2), List.of())));
        says("web", CRITICAL, CRITICAL, OK, CRITICAL, UNKNOWN, CRITICAL);
        assertEquals(List.of(), all());
        says("web", CRITICAL);
        assertEquals(CRITICAL, only().severity());
        assertEquals(3, only().seen().times());
        assertEquals(now.minusSeconds(180), only().seen().first());
        says("web", OK);
        assertEquals(State.OPEN, only().state());
        says("web", OK);
        assertEquals(State.RESOLVED, only().state());
    }

    @Test
    void unknownNeitherOpensNorResolvesAndErrorIsOfItsOwnKind() {
        check("web", spec());
        says("web", UNKNOWN, UNKNOWN);
        assertEquals(List.of(), all());
        says("web", ERROR, UNKNOWN);
        assertEquals(ERROR, only().severity());
        assertEquals(State.OPEN, only().state());
    }

    @Test
    void aCheckThatFlapsIsToldOnceUntilItIsCalm() {
        check("web", spec());
        for (int i = 0; i < 10; i++) {
            says("web", WARN, OK);
        }
        assertTrue(only(State.OPEN).flapping());
        long resolved = told.stream().filter(text -> text.startsWith("resolved")).count();
        assertEquals(4, resolved);
        for (int i = 0; i < 20; i++) {
            says("web", OK);
        }
        assertEquals(5, told.stream().filter(text -> text.startsWith("resolved")).count());
        assertEquals(0, service.open().get(WARN));
    }

    private Finding only(State state) {
        return all().stream().filter(each -> each.state() == state).findFirst().orElseThrow();
    }

    @Test
    void aRestartForgetsNothing() {
        check("web", spec().judged(new Judging(List.of(), new Damping(2, 2), List.of())));
        says("web", WARN);
        boot();
        says("web", WARN);
        String id = only().id();
        says("web", WARN, OK);
        boot();
        assertEquals(State.OPEN, only().state());
        assertEquals(
                List.of(CheckVote.detector(WARN, List.of("web is WARN"))),
                only().evidence().votes());
        says("web", OK);
        assertEquals(State.RESOLVED, only().state());
        assertEquals(id, only().id());
    }

    @Test
    void whatOnlyChangesInItsNumbersIsWrittenOnceAMinute() {
        check("web", spec());
        says("web", WARN);
        int before = disk.writes;
        for (int i = 0; i < 60; i++) {
            now = now.minusSeconds(50);
            says("web", WARN);
        }
        assertEquals(10, disk.writes - before);
        assertEquals(61, only().seen().times());
    }

    @Test
    void theStoreMayFailForAWhile() {
        check("web", spec());
        disk.broken = new IllegalStateException("the disk is full");
        says("web", CRITICAL);
        assertEquals(List.of(), all());
        disk.broken = null;
        says("web", CRITICAL);
        assertEquals(State.OPEN, only().state());
        assertEquals(2, only().seen().times());
    }

    @Test
    void duringMaintenanceNothingIsFound() {
        check("shop.web", spec().shown(Card.labelled(Map.of("team", "shop"))));
        Instant until = now.plusSeconds(300);
        service.put(
                new Maintenance(
                        "m1", List.of("shop.*"), Map.of("team", "shop"), now, until, "", "ann"));
        says("shop.web", CRITICAL, CRITICAL);
        assertEquals(List.of(), all());
        now = until;
        says("shop.web", CRITICAL);
        assertEquals(3, only().seen().times());
        assertThrows(
                GantryException.class,
                () ->
                        service.put(
                                new Maintenance(
                                        "m2",
                                        List.of("*"),
                                        Map.of(),
                                        until.minusSeconds(9),
                                        until,
                                        "",
                                        "ann")));
    }

    @Test
    void maintenanceEndsWhenItIsSaid() {
        check("web", spec());
        Instant until = now.plusSeconds(3000);
        service.put(new Maintenance("m1", List.of("*"), Map.of(), now, until, "", "ann"));
        says("web", CRITICAL);
        assertTrue(service.maintained(checks.get("web"), now));
        service.end("m1");
        assertFalse(service.maintained(checks.get("web"), now));
        says("web", CRITICAL);
        assertEquals(State.OPEN, only().state());
    }

    /** Any node may be told of it, and the one that inspects has to hear of it. */
    @Test
    void maintenanceThatAnotherNodeWasToldOfCountsAsWell() {
        check("web", spec());
        FindingService inspects = service;
        Instant until = now.plusSeconds(3000);
        boot().put(new Maintenance("m1", List.of("*"), Map.of(), now, until, "", "ann"));
        service = inspects;
        service.refresh();
        says("web", CRITICAL);
        assertEquals(List.of(), all());
        assertFalse(service.maintained(checks.get("web"), until));
        boot().end("m1");
        service = inspects;
        service.refresh();
        says("web", CRITICAL);
        assertEquals(State.OPEN, only().state());
    }

    @Test
    void whatItDependsOnIsLookedAtFirst() {
        check("gate", spec());
        check("web", spec().judged(new Judging(List.of(), Damping.NONE, List.of("gate"))));
        says("gate", OK);
        says("web", CRITICAL);
        assertEquals(List.of(), all());
        says("gate", OK);
        says("web", CRITICAL);
        assertEquals("web", only().check());
    }

    @Test
    void aPersonLooksAfterIt() {
        check("web", spec());
        says("web", WARN);
        Finding taken = service.acknowledge(only().id(), "ann", "on it");
        assertEquals(State.ACKNOWLEDGED, taken.state());
        says("web", WARN);
        assertEquals("on it", only().acknowledged().note());
        says("web", OK);
        GantryException late =
                assertThrows(
                        GantryException.class, () -> service.acknowledge(taken.id(), "bob", ""));
        assertEquals(GantryException.Code.CONFLICT, late.code());
        assertThrows(GantryException.class, () -> service.acknowledge("none", "bob", ""));
    }

    @Test
    void theFindingOfADeletedCheckIsOver() {
        check("web", spec());
        says("web", WARN);
        service.forget("web");
        assertEquals(State.RESOLVED, only().state());
        assertEquals("resolved warn: the check was deleted", told.getLast());
    }

    @Test
    void whoeverLooksAfterItLosesNoNumbers() {
        check("web", spec());
        for (int i = 0; i < 4; i++) {
            says("web", WARN);
            now = now.minusSeconds(50);
        }
        assertEquals(4, service.acknowledge(only().id(), "ann", "").seen().times());
    }

    /** The ids have the same hash. */
    @Test
    void whileTheDiskIsReadForOneCheckAnotherIsFollowed() {
        check("Aa", spec());
        check("BB", spec());
        reading =
                id -> {
                    reading = other -> {};
                    says("BB", CRITICAL);
                };
        says("Aa", WARN);
        assertEquals(2, all().size());
    }
}
