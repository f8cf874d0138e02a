package dev.gantry.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.identity.Role;
import dev.gantry.spi.identity.Sessions;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

class SessionServiceTest {
    private static final Principal ANN =
            new Principal(
                    "Ann",
                    Principal.Kind.OIDC,
                    "oidc:ann",
                    List.of(Grant.everywhere(Role.VIEWER), new Grant(Role.AUTHOR, "blue")));

    private final FakeIdentityStore store = new FakeIdentityStore();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final SessionService sessions = node();

    private SessionService node() {
        return new SessionService(
                store,
                new Credentials(store, clock),
                new SessionLimits(Duration.ofHours(2), Duration.ofHours(12)),
                clock);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void aSessionIsWhoOpenedIt() {
        Sessions.Opened opened = sessions.open(ANN, null);
        assertEquals(ANN, sessions.use(opened.secret()).orElseThrow().principal());
        assertEquals(opened.session(), sessions.look(opened.secret()).orElseThrow());
        assertNotEquals(opened.session().csrf(), opened.secret());
        assertNotEquals(
                opened.session().csrf(), sessions.open(ANN, null).session().csrf(), "its own");
        assertTrue(sessions.use(opened.secret() + "x").isEmpty());
    }

    @Test
    void theSecretIsNotKept() {
        String secret = sessions.open(ANN, null).secret();
        assertEquals(43, secret.length());
        assertFalse(store.sessions().toString().contains(secret));
    }

    @Test
    void aSessionSurvivesARestart() {
        Sessions.Opened opened = sessions.open(ANN, null);
        assertEquals(opened.session(), node().use(opened.secret()).orElseThrow());
    }

    @Test
    void anIdleSessionEnds() {
        String secret = sessions.open(ANN, null).secret();
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofMinutes(119));
            assertTrue(sessions.use(secret).isPresent());
        }
        pass(Duration.ofMinutes(119));
        assertTrue(sessions.look(secret).isPresent(), "to look is no use");
        pass(Duration.ofMinutes(1));
        assertTrue(sessions.use(secret).isEmpty());
    }

    @Test
    void whatIsUsedOnOneNodeIsNotIdleOnAnother() {
        SessionService other = node();
        String secret = sessions.open(ANN, null).secret();
        assertTrue(other.use(secret).isPresent());
        pass(Duration.ofMinutes(100));
        sessions.use(secret);
        pass(Duration.ofMinutes(100));
        assertTrue(other.use(secret).isPresent());
    }

    @Test
    void evenABusySessionEnds() {
        String secret = sessions.open(ANN, null).secret();
        for (int i = 0; i < 11; i++) {
            pass(Duration.ofHours(1));
            assertTrue(sessions.use(secret).isPresent());
        }
        pass(Duration.ofHours(1));
        assertTrue(sessions.use(secret).isEmpty());
        String shorter = sessions.open(ANN, now.plusSeconds(60)).secret();
        pass(Duration.ofSeconds(60));
        assertTrue(sessions.use(shorter).isEmpty());
    }

    @Test
    void aClosedSessionIsOverHereAtOnceAndElsewhereInSeconds() {
        SessionService other = node();
        String secret = sessions.open(ANN, null).secret();
        assertTrue(other.use(secret).isPresent());
        sessions.close(secret);
        sessions.close(secret);
        assertTrue(sessions.use(secret).isEmpty());
        pass(Duration.ofSeconds(2));
        assertTrue(other.use(secret).isEmpty());
    }

    @Test
    void aCallCostsNoRead() {
        String secret = sessions.open(ANN, null).secret();
        int reads = store.reads;
        int writes = store.writes;
        for (int i = 0; i < 1000; i++) {
            sessions.use(secret);
        }
        assertEquals(reads, store.reads);
        assertEquals(writes, store.writes);
        for (int i = 0; i < 60; i++) {
            pass(Duration.ofSeconds(2));
            sessions.use(secret);
        }
        assertEquals(reads + 60, store.reads, "one look at the version each");
        assertEquals(writes + 2, store.writes, "once a minute");
    }

    @Test
    void whileTheStoreIsAwayWhoIsInStaysIn() {
        String secret = sessions.open(ANN, null).secret();
        store.away = true;
        pass(Duration.ofMinutes(1));
        assertTrue(sessions.use(secret).isPresent());
        assertTrue(sessions.use("nonsense").isEmpty());
        assertThrows(GantryException.class, () -> sessions.open(ANN, null));
    }

    @Test
    void settingsAreChecked() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                SessionLimits.read(
                                        new Settings(Map.of("gantry.session.idle", "PT10S")::get)));
        assertEquals("gantry.session.idle: expected PT1M or more, got PT10S", e.getMessage());
    }
}
