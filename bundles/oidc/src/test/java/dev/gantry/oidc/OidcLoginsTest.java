package dev.gantry.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.util.URLUtils;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.identity.Role;
import dev.gantry.spi.identity.SingleSignOn;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

@Timeout(60)
class OidcLoginsTest {
    private static final URI CALLBACK = URI.create("http://127.0.0.1:8181/login/oidc/callback");
    private static final String PREFIX = "gantry.oidc.";

    @TempDir Path home;
    private volatile Instant now = Instant.now();
    private LocalIssuer issuer;

    @BeforeEach
    void start() throws Exception {
        issuer = new LocalIssuer(now);
        Files.writeString(home.resolve("secret"), LocalIssuer.SECRET + "\n");
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private OidcLogins logins(String... more) {
        Map<String, String> all = new HashMap<>();
        all.put("gantry.home", home.toString());
        all.put(PREFIX + "issuer", issuer.url());
        all.put(PREFIX + "client.id", LocalIssuer.CLIENT);
        all.put(PREFIX + "client.secret.file", "secret");
        all.put(PREFIX + "roles", "ops: operator; blue: author@blue, viewer@red");
        for (int i = 0; i < more.length; i += 2) {
            all.put(PREFIX + more[i], more[i + 1]);
        }
        return new OidcLogins(OidcSettings.read(new Settings(all::get)), () -> now);
    }

    private Principal login(OidcLogins logins) {
        SingleSignOn.Begun begun = logins.begin(CALLBACK);
        String query = issuer.authorize(begun.address());
        return logins.finish(begun.secret(), CALLBACK, query);
    }

    @Test
    void whoTheProviderKnowsIsInWithTheRolesOfTheirGroups() {
        assertEquals(
                new Principal(
                        "ann",
                        Principal.Kind.OIDC,
                        "oidc:0815",
                        List.of(
                                Grant.everywhere(Role.OPERATOR),
                                new Grant(Role.AUTHOR, "blue"),
                                new Grant(Role.VIEWER, "red"))),
                login(logins()));
    }

    @Test
    void theProviderIsAskedForWhatIsNeeded() {
        SingleSignOn.Begun begun = logins("scopes", "openid groups").begin(CALLBACK);
        assertTrue(begun.address().toString().startsWith(issuer.url() + "/authorize?"));
        issuer.authorize(begun.address());
        assertEquals("code", issuer.asked("response_type"));
        assertEquals("openid groups", issuer.asked("scope"));
        assertEquals(CALLBACK.toString(), issuer.asked("redirect_uri"));
        assertTrue(begun.secret().matches("[A-Za-z0-9_-]{43}"), begun.secret());
        for (String secret : List.of("state", "nonce", "code_challenge")) {
            assertNotEquals(begun.secret(), issuer.asked(secret));
        }
    }

    @Test
    void aLoginMayEndOnAnotherNode() {
        SingleSignOn.Begun begun = logins().begin(CALLBACK);
        String query = issuer.authorize(begun.address());
        assertEquals("ann", logins().finish(begun.secret(), CALLBACK, query).name());
    }

    @ParameterizedTest
    @CsvSource({
        "/authorize, /authorize",
        "/authorize, mailto:ann@example.org",
        "/token, //example.org/token",
        "/token, ftp://example.org/token",
        "/keys, keys",
        "/logout, https:logout"
    })
    void anAddressThatIsNoneRefusesALoginBeforeItBegins(String path, String address) {
        issuer.description = text -> text.replace(issuer.url() + path, address);
        OidcLogins logins = logins();
        GantryException refused = assertThrows(GantryException.class, () -> logins.begin(CALLBACK));
        assertEquals(GantryException.Code.REFUSED, refused.code());
        assertTrue(
                refused.getMessage()
                        .startsWith(
                                "The OpenID provider's login is refused: it names an address that"
                                        + " is none"),
                refused.getMessage());
        assertTrue(refused.getMessage().contains(" " + address + "."), refused.getMessage());
    }

    @Test
    void onlyTheAddressForLeavingMayBeMissing() {
        issuer.description = text -> text.replace("end_session_endpoint", "other");
        OidcLogins logins = logins();
        assertEquals("ann", login(logins).name());
        assertEquals(Optional.empty(), logins.logout(CALLBACK));
        issuer.description = text -> text.replace("\"token_endpoint\"", "\"other\"");
        OidcLogins without = logins();
        GantryException e = assertThrows(GantryException.class, () -> without.begin(CALLBACK));
        assertTrue(e.getMessage().contains("token_endpoint null"), e.getMessage());
    }

    @Test
    void otherClaimsMayGiveNameAndRoles() {
        issuer.claims = claims -> claims.claim("email", "ann@example.org").claim("role", "boss");
        Principal ann =
                login(
                        logins(
                                "name.claim", "email",
                                "roles.claim", "role",
                                "roles", "boss: admin; *: viewer"));
        assertEquals("ann@example.org", ann.name());
        assertEquals(
                List.of(Grant.everywhere(Role.ADMIN), Grant.everywhere(Role.VIEWER)), ann.grants());
    }

    @Test
    void whoIsInNoGroupHasNoRole() {
        issuer.claims = claims -> claims.claim("groups", List.of("*", "others"));
        assertEquals(List.of(), login(logins()).grants());
        issuer.claims = claims -> claims.claim("groups", null).claim("preferred_username", null);
        Principal nobody = login(logins());
        assertEquals(List.of(), nobody.grants());
        assertEquals("0815", nobody.name());
    }

    private void refused(String told) {
        GantryException e = assertThrows(GantryException.class, () -> login(logins()));
        assertEquals(GantryException.Code.REFUSED, e.code(), e.getMessage());
        assertTrue(e.getMessage().contains(told), e.getMessage());
    }

    private void refused(UnaryOperator<JWTClaimsSet.Builder> claims) {
        issuer.claims = claims;
        refused("its ID token does not hold");
    }

    @Test
    void aTokenThatIsNotForThisLoginIsRefused() {
        refused(claims -> claims.claim("nonce", "another"));
        refused(claims -> claims.claim("nonce", null));
        refused(claims -> claims.audience("another"));
        refused(claims -> claims.issuer("http://another.example"));
        refused(claims -> claims.expirationTime(Date.from(now.minusSeconds(600))));
    }

    @Test
    void aTokenThatTheProviderDidNotSignIsRefused() {
        issuer.signing = LocalIssuer.Signing.OTHER_KEY;
        refused("does not hold");
        issuer.signing = LocalIssuer.Signing.CLIENT_SECRET;
        refused("HS256");
        issuer.signing = LocalIssuer.Signing.NOT;
        refused("none");
    }

    @Test
    void aLoginOfAnotherBrowserIsRefused() {
        OidcLogins logins = logins();
        SingleSignOn.Begun mine = logins.begin(CALLBACK);
        SingleSignOn.Begun other = logins.begin(CALLBACK);
        String query = issuer.authorize(other.address());
        for (String wrong : List.of(query, "code=c0de", "", "nonsense", "code=c0de&state=x")) {
            GantryException e =
                    assertThrows(
                            GantryException.class,
                            () -> logins.finish(mine.secret(), CALLBACK, wrong));
            assertEquals(GantryException.Code.REFUSED, e.code(), wrong);
        }
    }

    @Test
    void whatTheProviderRefusesIsTold() throws Exception {
        OidcLogins logins = logins();
        SingleSignOn.Begun begun = logins.begin(CALLBACK);
        issuer.authorize(begun.address());
        String denied =
                "error=access_denied&error_description=not+you&state=" + issuer.asked("state");
        GantryException e =
                assertThrows(
                        GantryException.class,
                        () -> logins.finish(begun.secret(), CALLBACK, denied));
        assertTrue(e.getMessage().contains("access_denied, not you"), e.getMessage());
        Files.writeString(home.resolve("secret"), "wrong");
        refused("invalid_grant");
    }

    @Test
    void aProviderThatIsAwayIsTold() {
        OidcLogins logins = logins();
        issuer.close();
        GantryException e = assertThrows(GantryException.class, () -> logins.begin(CALLBACK));
        assertEquals(GantryException.Code.UNAVAILABLE, e.code());
        assertTrue(e.getMessage().contains("log in with a token"), e.getMessage());
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void whatIsKnownIsNotAskedForAgain() {
        OidcLogins logins = logins();
        for (int i = 0; i < 5; i++) {
            assertEquals("ann", login(logins).name());
        }
        assertEquals(1, issuer.described.get());
        assertEquals(1, issuer.keysAsked.get());
        pass(Duration.ofMinutes(11));
        login(logins);
        assertEquals(2, issuer.described.get());
        assertEquals(2, issuer.keysAsked.get());
    }

    @Test
    void aNewKeyOfTheProviderIsAskedForAtOnce() {
        OidcLogins logins = logins();
        login(logins);
        issuer.renew("2");
        assertEquals("ann", login(logins).name());
        assertEquals(2, issuer.keysAsked.get());
    }

    @Test
    void aProviderThatIsAwayIsAskedOnceInAWhile() {
        issuer.ill = true;
        OidcLogins logins = logins();
        for (int i = 0; i < 5; i++) {
            GantryException e = assertThrows(GantryException.class, () -> logins.begin(CALLBACK));
            assertEquals(GantryException.Code.UNAVAILABLE, e.code());
        }
        assertEquals(1, issuer.described.get());
        issuer.ill = false;
        assertThrows(GantryException.class, () -> logins.begin(CALLBACK));
        pass(Duration.ofSeconds(10));
        assertEquals("ann", login(logins).name());

        issuer.ill = true;
        pass(Duration.ofMinutes(11));
        logins.begin(CALLBACK);
        logins.begin(CALLBACK);
        assertEquals(3, issuer.described.get(), "what it said before goes on");
    }

    @Test
    void nobodyWaitsForAnAnswerThatIsOnlyFresher() throws Exception {
        OidcLogins logins = logins();
        logins.begin(CALLBACK);
        pass(Duration.ofMinutes(11));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        issuer.thinking =
                () -> {
                    asked.countDown();
                    await(go);
                };
        Thread first = Thread.ofVirtual().start(() -> logins.begin(CALLBACK));
        await(asked);
        logins.begin(CALLBACK);
        go.countDown();
        first.join();
        assertEquals(2, issuer.described.get());
    }

    @Test
    void whoComeTogetherAskOnce() throws Exception {
        OidcLogins logins = logins();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        issuer.thinking =
                () -> {
                    asked.countDown();
                    await(go);
                };
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(Thread.ofVirtual().start(() -> logins.begin(CALLBACK)));
        }
        await(asked);
        go.countDown();
        for (Thread each : all) {
            each.join();
        }
        assertEquals(1, issuer.described.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoLeavesHereMayLeaveThere() {
        URI out = logins().logout(URI.create("https://gantry.example/")).orElseThrow();
        assertEquals(issuer.url() + "/logout", out.toString().replaceFirst("\\?.*", ""));
        assertEquals(
                Map.of(
                        "client_id", List.of(LocalIssuer.CLIENT),
                        "post_logout_redirect_uri", List.of("https://gantry.example/")),
                URLUtils.parseParameters(out.getRawQuery()));
    }

    @Test
    void settingsAreChecked() {
        assertNull(OidcSettings.read(new Settings(key -> null)));
        for (Map.Entry<String, String> wrong :
                Map.of(
                                "issuer", "http://login.example.org",
                                "roles", "ops",
                                "client.id", "",
                                "ca", "none.pem")
                        .entrySet()) {
            IllegalArgumentException e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> logins(wrong.getKey(), wrong.getValue()));
            assertTrue(e.getMessage().startsWith(PREFIX), e.getMessage());
            assertTrue(e.getMessage().contains(wrong.getKey()), e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> logins("roles", "ops: root"));
    }
}
