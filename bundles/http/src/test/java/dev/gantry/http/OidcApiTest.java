package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class OidcApiTest {
    private static final String BEGIN = "/login/oidc";
    private static final String FINISH = "/login/oidc/callback?code=c&state=st";
    private static final String COOKIE = "gantry_login=s3cret";

    @TempDir Path home;

    private TestGantry start(Map<String, String> settings) throws IOException {
        return new TestGantry(home, TestGantry.settings(home, settings), new FakeEvents(10));
    }

    private static TestGantry.Reply get(TestGantry gantry, String path, String cookie)
            throws Exception {
        return gantry.get(path, "Authorization", "", "Cookie", cookie);
    }

    @Test
    void thereAndBackAgain() throws Exception {
        try (TestGantry gantry = start(Map.of())) {
            var begun = get(gantry, BEGIN, "");
            assertEquals(302, begun.status());
            assertEquals("https://login.example/authorize?state=st", begun.header("Location"));
            assertEquals(
                    COOKIE + "; Max-Age=600; HttpOnly; SameSite=Lax; Path=/login",
                    begun.header("Set-Cookie"));
            assertEquals(
                    gantry.server.url() + "/login/oidc/callback",
                    gantry.identity.provider.callback.toString());

            var in = get(gantry, FINISH, COOKIE);
            assertEquals(302, in.status());
            assertEquals("/", in.header("Location"));
            assertEquals("Ann", gantry.identity.audit.last().actor());
            assertEquals("finishLogin", gantry.identity.audit.last().operation());
            assertEquals("", gantry.identity.audit.last().detail(), "the code is a secret");
            String session = in.header("Set-Cookie");
            assertTrue(session.endsWith("; HttpOnly; SameSite=Strict; Path=/"), session);
            JsonNode self = get(gantry, "/api/v1/session", session.split(";")[0]).json();
            assertEquals("Ann", self.path("name").stringValue());
            assertEquals("oidc", self.path("kind").stringValue());
            assertEquals("operator", self.path("roles").path(0).path("role").stringValue());
        }
    }

    @Test
    void whatDoesNotFitIsRefused() throws Exception {
        try (TestGantry gantry = start(Map.of())) {
            get(gantry, BEGIN, "");
            assertEquals(401, get(gantry, FINISH, "").status());
            assertEquals(422, get(gantry, FINISH, "gantry_login=other").status());
            assertEquals(422, gantry.identity.audit.last().status());
            assertEquals(422, get(gantry, FINISH + "x", COOKIE).status());
            gantry.identity.provider.grants = List.of();
            var nobody = get(gantry, FINISH, COOKIE);
            assertEquals(403, nobody.status());
            assertTrue(nobody.json().path("detail").stringValue().contains("gantry.oidc.roles"));
            assertEquals("Ann", gantry.identity.audit.last().actor());
        }
    }

    @Test
    void outThereToo() throws Exception {
        try (TestGantry gantry = start(Map.of("gantry.http.url", "https://gantry.example"))) {
            var out = get(gantry, "/login/oidc/logout", "");
            assertEquals(302, out.status());
            assertEquals(
                    "https://login.example/logout?back=https://gantry.example/",
                    out.header("Location"));
            gantry.identity.provider.away =
                    new GantryException(GantryException.Code.UNAVAILABLE, "away");
            assertEquals("/", get(gantry, "/login/oidc/logout", "").header("Location"));
        }
    }

    @Test
    void behindAProxyItsNameCounts() throws Exception {
        Map<String, String> settings = Map.of("gantry.http.url", "https://gantry.example/");
        try (TestGantry gantry = start(settings)) {
            var begun = get(gantry, BEGIN, "");
            assertTrue(begun.header("Set-Cookie").endsWith("; Secure"));
            assertEquals(
                    "https://gantry.example/login/oidc/callback",
                    gantry.identity.provider.callback.toString());
            assertTrue(get(gantry, FINISH, COOKIE).header("Set-Cookie").endsWith("; Secure"));
            LocalNames.and("gantry.example").check("GANTRY.example");
        }
    }

    @Test
    void theWaysAreTold() throws Exception {
        try (TestGantry gantry = start(Map.of())) {
            JsonNode ways = get(gantry, "/api/v1/session/ways", "").json();
            assertTrue(ways.path("token").booleanValue());
            assertEquals(BEGIN, ways.path("oidc").stringValue());
        }
    }
}
