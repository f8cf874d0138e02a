package dev.gantry.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.identity.Role;
import dev.gantry.spi.identity.TokenInfo;
import dev.gantry.spi.identity.Tokens;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

class TokenServiceTest {
    private static final List<Grant> OPERATOR = List.of(new Grant(Role.OPERATOR, "blue"));

    private final FakeIdentityStore store = new FakeIdentityStore();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final TokenService tokens = node();

    private TokenService node() {
        return new TokenService(store, new Credentials(store, clock), clock);
    }

    private Tokens.Issued issue(String name, Instant expiresAt) {
        return tokens.issue(name, OPERATOR, expiresAt, "admin");
    }

    @Test
    void aTokenIsWhoItWasMadeFor() {
        Tokens.Issued issued = issue("ci", null);
        Tokens.Known known = tokens.use(issued.token()).orElseThrow();
        assertEquals(
                new Principal("ci", Principal.Kind.TOKEN, "token:" + issued.info().id(), OPERATOR),
                known.principal());
        assertNull(known.expiresAt());
        assertTrue(tokens.holds(issued.info().id()));
    }

    @Test
    void scannersKnowAToken() {
        String token = issue("ci", null).token();
        assertTrue(token.matches("gantry_[0-9A-Za-z]{46}"), token);
        assertTrue(Secrets.isToken(token));
        char last = token.charAt(token.length() - 1);
        String other = token.substring(0, token.length() - 1) + (last == '0' ? '1' : '0');
        for (String wrong : List.of("", "gantry_", other, token + "0", "x" + token)) {
            assertFalse(Secrets.isToken(wrong), wrong);
        }
        int reads = store.reads;
        assertEquals(Optional.empty(), tokens.use(other));
        assertEquals(reads, store.reads, "nobody asks the store for what cannot be");
    }

    @Test
    void theTokenIsNotKept() {
        String token = issue("ci", null).token();
        assertFalse(store.tokens().toString().contains(token));
        assertEquals(Secrets.hash(token), store.tokens().getFirst().hash());
    }

    @Test
    void aTokenEnds() {
        Tokens.Issued issued = issue("ci", now.plusSeconds(60));
        assertEquals(now.plusSeconds(60), tokens.use(issued.token()).orElseThrow().expiresAt());
        now = now.plusSeconds(60);
        assertTrue(tokens.use(issued.token()).isEmpty());
        assertFalse(tokens.holds(issued.info().id()));
        assertTrue(tokens.list().getFirst().expired());
    }

    @Test
    void aRevokedTokenIsOverHereAtOnceAndElsewhereInSeconds() {
        TokenService other = node();
        Tokens.Issued issued = issue("ci", null);
        assertTrue(other.use(issued.token()).isPresent(), "known as soon as it is made");
        assertEquals("ci", tokens.revoke(issued.info().id()).name());
        assertTrue(tokens.use(issued.token()).isEmpty());
        now = now.plusSeconds(2);
        assertTrue(other.use(issued.token()).isEmpty());
        assertEquals(List.of(), tokens.list());
        assertEquals(
                GantryException.Code.NOT_FOUND,
                assertThrows(GantryException.class, () -> tokens.revoke(issued.info().id()))
                        .code());
    }

    @Test
    void lastUseIsKnownGiveOrTakeMinutes() {
        Tokens.Issued issued = issue("ci", null);
        assertNull(tokens.list().getFirst().usedAt());
        tokens.use(issued.token());
        int writes = store.writes;
        now = now.plus(Duration.ofMinutes(4));
        tokens.use(issued.token());
        assertEquals(writes, store.writes);
        assertEquals(now, tokens.list().getFirst().usedAt());
        now = now.plus(Duration.ofMinutes(4));
        tokens.use(issued.token());
        assertEquals(writes + 1, store.writes);
        assertEquals(now, node().list().getFirst().usedAt());
    }

    @Test
    void whatCannotBeIsRefused() {
        issue("ci", null);
        assertEquals(GantryException.Code.CONFLICT, refused("ci", OPERATOR, null));
        for (String name : List.of("", " x", "a\nb", "x".repeat(65), "ä")) {
            assertEquals(GantryException.Code.INVALID, refused(name, OPERATOR, null), name);
        }
        assertEquals(GantryException.Code.INVALID, refused("a", List.of(), null));
        assertEquals(GantryException.Code.INVALID, refused("a", OPERATOR, now));
        TokenInfo only = tokens.list().getFirst();
        assertEquals(1, tokens.list().size());
        assertEquals("admin", only.createdBy());
    }

    private GantryException.Code refused(String name, List<Grant> grants, Instant expiresAt) {
        return assertThrows(
                        GantryException.class, () -> tokens.issue(name, grants, expiresAt, "admin"))
                .code();
    }

    @Test
    void rolesAreReadAndWritten() {
        List<Grant> grants =
                List.of(Grant.everywhere(Role.VIEWER), new Grant(Role.ADMIN, "blue sky"));
        assertEquals("viewer,admin@blue sky", Grant.text(grants));
        assertEquals(grants, Grant.parse("viewer, admin@blue sky"));
        assertEquals(List.of(), Grant.parse(""));
        for (String wrong : List.of("root", "viewer@", "@blue")) {
            assertThrows(IllegalArgumentException.class, () -> Grant.parse(wrong), wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> new Grant(Role.ADMIN, "a,b"));
    }
}
