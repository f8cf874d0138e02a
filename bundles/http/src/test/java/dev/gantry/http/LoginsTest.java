package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.spi.identity.Role;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

class LoginsTest {
    private static final String ADMIN = "0123456789abcdef0123456789abcdef";

    @TempDir Path folder;
    private final FakeIdentity identity = new FakeIdentity();
    private Logins logins;

    @BeforeEach
    void start() throws IOException {
        Path file = Files.writeString(folder.resolve("admin.token"), ADMIN);
        logins = new Logins(new AdminToken(file), identity.identity(), identity.clock);
    }

    private int open(String token, String address) {
        try {
            logins.open(token, address);
            return 201;
        } catch (ProblemException e) {
            return e.problem().status();
        }
    }

    private void guess(String address, int times) {
        for (int i = 0; i < times; i++) {
            open("guess " + address + i, address);
        }
    }

    @Test
    void whoGuessesHoldsUpTheirNetworkOnly() {
        guess("2001:db8::1", 6);
        guess("[2001:db8::2]", 5);
        assertEquals(429, open(ADMIN, "2001:db8:0:0:ffff::9"));
        assertEquals(201, open(ADMIN, "2001:db8:0:1::1"));
        guess("10.0.0.1", 11);
        assertEquals(429, open(ADMIN, "10.0.0.1"));
        assertEquals(201, open(ADMIN, "10.0.0.2"));
        assertEquals(201, open(ADMIN, "no address"));
    }

    @Test
    void manyThatGuessHoldUpAllForAMoment() {
        for (int i = 0; i < 210; i++) {
            open("guess " + i, "10.0.1." + i);
        }
        assertEquals(429, open(ADMIN, "10.9.9.9"));
        identity.pass(Duration.ofSeconds(5));
        assertEquals(201, open(ADMIN, "10.9.9.9"));
    }

    @Test
    void aQuietWhileBeginsAnew() {
        guess("10.0.0.1", 11);
        assertEquals(429, open(ADMIN, "10.0.0.1"));
        identity.pass(Duration.ofMinutes(16));
        guess("10.0.0.1", 10);
        assertEquals(201, open(ADMIN, "10.0.0.1"));
    }

    @Test
    void aCallerHoldsAsLongAsWhatTheyShowed() {
        Caller admin = logins.token(ADMIN).orElseThrow();
        String token = identity.token(Role.VIEWER);
        Caller viewer = logins.token(token).orElseThrow();
        Caller session = logins.open(token, "::1");
        for (Caller each : new Caller[] {admin, viewer, session}) {
            assertEquals(true, logins.holds(each));
        }
        identity.tokens.revoke(token.substring(7));
        assertEquals(true, logins.holds(admin));
        assertEquals(false, logins.holds(viewer));
        assertEquals(false, logins.holds(session));
        assertEquals(Optional.empty(), logins.token(token));
    }
}
