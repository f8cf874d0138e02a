package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.http.server.HttpSettings;
import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Role;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

@Timeout(60)
class SessionApiTest {
    private static final String SESSION = "/api/v1/session";
    private static final String PAUSE = "/api/v1/tasks/files.cleanup/pause";

    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new TestGantry(home);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    private TestGantry.Reply login(String token, String... headers) throws Exception {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Authorization";
        all[1] = "";
        return gantry.post(SESSION, "{\"token\":\"" + token + "\"}", all);
    }

    private static String cookie(TestGantry.Reply login) {
        assertEquals(201, login.status(), login::text);
        return login.header("Set-Cookie").split(";")[0];
    }

    private TestGantry.Reply with(String cookie, String method, String path, String... headers)
            throws Exception {
        String[] all = new String[headers.length + 4];
        System.arraycopy(headers, 0, all, 4, headers.length);
        all[0] = "Authorization";
        all[1] = "";
        all[2] = "Cookie";
        all[3] = cookie;
        return gantry.send(method, path, method.equals("GET") ? null : "{}", all);
    }

    @Test
    void whoKnowsTheFirstTokenIsAdmin() throws Exception {
        TestGantry.Reply login = login(TestGantry.TOKEN);
        String set = login.header("Set-Cookie");
        assertTrue(set.startsWith("gantry_session="), set);
        assertTrue(set.endsWith("; HttpOnly; SameSite=Strict; Path=/"), set);
        assertEquals("no-store", login.header("Cache-Control"));
        JsonNode body = login.json();
        assertEquals("admin", body.path("name").stringValue());
        assertEquals("token", body.path("kind").stringValue());
        assertEquals("admin", body.path("roles").path(0).path("role").stringValue());
        assertTrue(body.path("roles").path(0).path("tenant").isNull());
        assertEquals(
                Fakes.NOW.plus(Duration.ofHours(12)).toString(),
                body.path("expiresAt").stringValue());
        assertFalse(set.contains(body.path("csrf").stringValue() + ";"));
        assertEquals(body, with(cookie(login), "GET", SESSION).json());
    }

    @Test
    void aTokenGivesItsRoles() throws Exception {
        String token = gantry.identity.token(new Grant(Role.OPERATOR, "blue"));
        JsonNode body = login(token).json();
        assertEquals("operator", body.path("roles").path(0).path("role").stringValue());
        assertEquals("blue", body.path("roles").path(0).path("tenant").stringValue());
        JsonNode self = gantry.get(SESSION, "Authorization", "Bearer " + token).json();
        assertEquals(body.path("roles"), self.path("roles"));
        assertTrue(self.path("csrf").isNull());
        assertTrue(self.path("expiresAt").isNull());
    }

    @Test
    void aChangeWantsTheSessionsOwnCsrf() throws Exception {
        TestGantry.Reply login = login(TestGantry.TOKEN);
        String csrf = login.json().path("csrf").stringValue();
        String other = login(TestGantry.TOKEN).json().path("csrf").stringValue();
        assertNotEquals(csrf, other);
        for (String wrong : List.of("", other, csrf + "x")) {
            var refused = with(cookie(login), "POST", PAUSE, "X-CSRF-Token", wrong);
            assertEquals(403, refused.status());
            assertEquals("csrf", refused.json().path("code").stringValue());
        }
        assertEquals(200, with(cookie(login), "POST", PAUSE, "X-CSRF-Token", csrf).status());
        assertEquals(200, with(cookie(login), "GET", "/api/v1/runs").status());
        assertEquals(200, gantry.post(PAUSE, "{}").status());
    }

    @Test
    void outIsOut() throws Exception {
        TestGantry.Reply login = login(TestGantry.TOKEN);
        String csrf = login.json().path("csrf").stringValue();
        assertEquals(403, with(cookie(login), "DELETE", SESSION).status());
        var out = with(cookie(login), "DELETE", SESSION, "X-CSRF-Token", csrf);
        assertEquals(204, out.status());
        assertTrue(out.header("Set-Cookie").startsWith("gantry_session=; Max-Age=0;"));
        assertEquals(401, with(cookie(login), "GET", SESSION).status());
        assertEquals(401, with("gantry_session=nonsense", "GET", SESSION).status());
        assertEquals(401, with("other=x", "GET", SESSION).status());
    }

    @Test
    void aSessionEndsInTime() throws Exception {
        String cookie = cookie(login(TestGantry.TOKEN));
        gantry.identity.pass(Duration.ofHours(12).minusSeconds(1));
        assertEquals(200, with(cookie, "GET", SESSION).status());
        gantry.identity.pass(Duration.ofSeconds(1));
        assertEquals(401, with(cookie, "GET", SESSION).status());
    }

    @Test
    void aSessionEndsWithItsToken() throws Exception {
        String admin = cookie(login(TestGantry.TOKEN));
        String token = gantry.identity.token(Role.VIEWER);
        String cookie = cookie(login(token));
        assertEquals(200, with(cookie, "GET", SESSION).status());
        gantry.identity.tokens.revoke(token.substring(7));
        assertEquals(401, with(cookie, "GET", SESSION).status());
        Files.writeString(home.resolve("data/admin.token"), "another-one\n");
        assertEquals(401, with(admin, "GET", SESSION).status());
    }

    @Test
    void eventsStreamInASession() throws Exception {
        String cookie = cookie(login(TestGantry.TOKEN));
        try (EventReader reader =
                gantry.events("/api/v1/events?after=0", "Authorization", "", "Cookie", cookie)) {
            assertEquals(200, reader.status());
        }
    }

    @Test
    void aStreamEndsWithWhatOpenedIt(@TempDir Path other) throws Exception {
        HttpSettings settings =
                new HttpSettings(
                        "127.0.0.1",
                        0,
                        false,
                        other,
                        Duration.ofMillis(50),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5));
        try (TestGantry restless = new TestGantry(other, settings, new FakeEvents(10))) {
            String token = restless.identity.token(Role.VIEWER);
            EventReader reader =
                    restless.events("/api/v1/events", "Authorization", "Bearer " + token);
            assertEquals(200, reader.status());
            assertTrue(reader.any().data().startsWith("events after"));
            assertEquals("heartbeat", reader.any().data());
            restless.identity.tokens.revoke(token.substring(7));
            assertThrows(
                    IOException.class,
                    () -> {
                        while (reader.any() != null) {
                            assertEquals(200, reader.status());
                        }
                        throw new IOException("ended");
                    });
        }
    }

    @Test
    void whoGuessesWaitsLongerEachTime() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertEquals(401, login("wrong-" + i).status());
        }
        assertEquals(401, login("wrong-10").status());
        for (int seconds : List.of(1, 2, 4)) {
            var limited = login(TestGantry.TOKEN);
            assertEquals(429, limited.status(), "the right one too");
            assertEquals(Integer.toString(seconds), limited.header("Retry-After"));
            assertEquals("too_many_attempts", limited.json().path("code").stringValue());
            assertEquals(429, gantry.get(SESSION, "Authorization", "Bearer wrong").status());
            gantry.identity.pass(Duration.ofSeconds(seconds));
            assertEquals(401, login("wrong again " + seconds).status());
        }
        assertEquals(200, gantry.get(SESSION).status(), "a right token in a header goes on");
        gantry.identity.pass(Duration.ofSeconds(8));
        assertEquals(201, login(TestGantry.TOKEN).status());
        assertEquals(401, login("wrong").status(), "begins anew");
    }

    @Test
    void theSameWrongTokenAgainIsNoGuess() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertEquals(401, gantry.get(SESSION, "Authorization", "Bearer old").status());
        }
        assertEquals(201, login(TestGantry.TOKEN).status());
    }

    @Test
    void aForeignPageCannotLogIn() throws Exception {
        String here = gantry.server.url().substring("http://".length());
        assertEquals(403, login(TestGantry.TOKEN, "Origin", "http://evil.example").status());
        assertEquals(403, login(TestGantry.TOKEN, "Sec-Fetch-Site", "cross-site").status());
        assertEquals(201, login(TestGantry.TOKEN, "Origin", "http://" + here).status());
        assertEquals(201, login(TestGantry.TOKEN, "Sec-Fetch-Site", "same-origin").status());
    }

    @Test
    void whatIsNoLoginIsTold() throws Exception {
        assertEquals(400, gantry.post(SESSION, "{}", "Authorization", "").status());
        assertEquals(400, gantry.post(SESSION, "{\"token\":1}", "Authorization", "").status());
        assertEquals(401, login("").status());
    }
}
