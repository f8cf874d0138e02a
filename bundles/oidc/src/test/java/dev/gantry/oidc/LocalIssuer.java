package dev.gantry.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A small OpenID provider that knows one person, and may be told to err. */
final class LocalIssuer implements AutoCloseable {
    static final String CLIENT = "gantry";
    static final String SECRET = "a-secret-of-thirty-two-characters!";

    private final HttpServer server;
    private final Instant now;
    private Map<String, List<String>> asked;

    /** How often it was asked to describe itself, and for its keys. */
    final AtomicInteger described = new AtomicInteger();

    final AtomicInteger keysAsked = new AtomicInteger();

    /** What it does before it describes itself. */
    volatile Runnable thinking = () -> {};

    /** What it says of itself in the end. */
    UnaryOperator<String> description = text -> text;

    /** Whether it answers with an error. */
    volatile boolean ill;

    private volatile RSAKey key = key("1");

    /** What the token says in the end. */
    UnaryOperator<JWTClaimsSet.Builder> claims = claims -> claims;

    /** How it is signed. */
    Signing signing = Signing.OWN_KEY;

    /** How an ID token may be signed. */
    enum Signing {
        OWN_KEY,
        OTHER_KEY,
        CLIENT_SECRET,
        NOT
    }

    LocalIssuer(Instant now) throws IOException {
        this.now = now;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/.well-known/openid-configuration", this::describe);
        server.createContext("/keys", this::keys);
        server.createContext("/token", this::token);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keys(HttpExchange exchange) throws IOException {
        keysAsked.incrementAndGet();
        answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
    }

    /** From now on it signs with another key. */
    void renew(String id) {
        key = key(id);
    }

    private void describe(HttpExchange exchange) throws IOException {
        described.incrementAndGet();
        thinking.run();
        answer(
                exchange,
                ill ? 500 : 200,
                description.apply(
                        """
                {"issuer":"ISSUER","authorization_endpoint":"ISSUER/authorize",
                 "token_endpoint":"ISSUER/token","jwks_uri":"ISSUER/keys",
                 "end_session_endpoint":"ISSUER/logout",
                 "response_types_supported":["code"],"subject_types_supported":["public"],
                 "id_token_signing_alg_values_supported":["RS256"]}
                """
                                .replace("ISSUER", url())));
    }

    /** What a browser gets that goes to an address: the person logs in at once. */
    String authorize(URI address) {
        asked = URLUtils.parseParameters(address.getRawQuery());
        return "code=c0de&state=" + asked("state");
    }

    String asked(String name) {
        return asked.get(name).getFirst();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, List<String>> form =
                URLUtils.parseParameters(
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        CodeVerifier verifier = new CodeVerifier(form.get("code_verifier").getFirst());
        boolean fits =
                asked("code_challenge_method").equals("S256")
                        && CodeChallenge.compute(CodeChallengeMethod.S256, verifier)
                                .getValue()
                                .equals(asked("code_challenge"))
                        && form.get("redirect_uri").getFirst().equals(asked("redirect_uri"))
                        && form.get("code").getFirst().equals("c0de")
                        && authenticated(exchange);
        if (!fits) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        answer(
                exchange,
                200,
                "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"id_token\":\""
                        + idToken().serialize()
                        + "\"}");
    }

    private static boolean authenticated(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        String wanted =
                java.net.URLEncoder.encode(CLIENT, StandardCharsets.UTF_8)
                        + ":"
                        + java.net.URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        return ("Basic "
                        + java.util.Base64.getEncoder()
                                .encodeToString(wanted.getBytes(StandardCharsets.UTF_8)))
                .equals(header);
    }

    private JWT idToken() {
        JWTClaimsSet.Builder usual =
                new JWTClaimsSet.Builder()
                        .issuer(url())
                        .subject("0815")
                        .audience(CLIENT)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(300)))
                        .claim("nonce", asked("nonce"))
                        .claim("preferred_username", "ann")
                        .claim("groups", List.of("ops", "blue"));
        JWTClaimsSet set = claims.apply(usual).build();
        try {
            SignedJWT token =
                    switch (signing) {
                        case NOT -> null;
                        case CLIENT_SECRET -> new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), set);
                        default ->
                                new SignedJWT(
                                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                                .keyID(key.getKeyID())
                                                .build(),
                                        set);
                    };
            switch (signing) {
                case NOT -> {
                    return new PlainJWT(set);
                }
                case CLIENT_SECRET -> token.sign(new MACSigner(SECRET));
                case OTHER_KEY -> token.sign(new RSASSASigner(key("1")));
                case OWN_KEY -> token.sign(new RSASSASigner(key));
            }
            return token;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
