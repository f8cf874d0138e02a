package dev.gantry.oidc;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;

import dev.gantry.spi.run.GantryException;
import dev.gantry.tls.ReloadingTls;
import dev.gantry.tls.TlsFiles;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLSocketFactory;

/**
 * The OpenID provider, asked over HTTP. What it says of itself and its keys are kept for a while.
 * Thread-safe.
 */
final class Provider {
    private static final int TIMEOUT_MS = 5_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final JWSAlgorithm.Family SIGNED = JWSAlgorithm.Family.SIGNATURE;

    private final OidcSettings settings;
    private final SSLSocketFactory tls;
    private final Told<OIDCProviderMetadata> metadata;
    private final Told<JWKSet> keys;
    private final IDTokenValidator validator;

    Provider(OidcSettings settings, InstantSource clock) {
        this.settings = settings;
        this.tls =
                settings.trusted() == null
                        ? null
                        : new ReloadingTls(
                                        "gantry.oidc.ca",
                                        "the OpenID provider",
                                        new TlsFiles(settings.trusted(), null, null),
                                        read -> {})
                                .context()
                                .getSocketFactory();
        this.metadata = new Told<>(clock, this::askMetadata);
        this.keys = new Told<>(clock, this::askKeys);
        this.validator =
                new IDTokenValidator(
                        new Issuer(settings.issuer()),
                        new ClientID(settings.client()),
                        new JWSVerificationKeySelector<>(SIGNED, this::keys),
                        null);
    }

    /** Where a browser goes to log in. */
    URI address(Attempt attempt, URI callback) {
        return new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new Scope(settings.scopes().toArray(String[]::new)),
                        new ClientID(settings.client()),
                        callback)
                .endpointURI(metadata.get().getAuthorizationEndpointURI())
                .state(attempt.state())
                .nonce(attempt.nonce())
                .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /** Where a browser goes to log out, if the provider has such an address. */
    Optional<URI> logout(URI back) {
        return Optional.ofNullable(metadata.get().getEndSessionEndpointURI())
                .map(
                        end ->
                                new LogoutRequest(
                                                end,
                                                null,
                                                null,
                                                new ClientID(settings.client()),
                                                back,
                                                null,
                                                null)
                                        .toURI());
    }

    /** What the provider says of who logged in. */
    IDTokenClaimsSet claims(Attempt attempt, URI callback, AuthorizationCode code) {
        try {
            HTTPRequest request = request(attempt, callback, code).toHTTPRequest();
            TokenResponse response = OIDCTokenResponseParser.parse(sent(request));
            if (!response.indicatesSuccess()) {
                ErrorObject error = response.toErrorResponse().getErrorObject();
                throw refused("it does not take the code (" + error.getCode() + ")", null);
            }
            JWT token =
                    ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens().getIDToken();
            if (token == null) {
                throw refused("it gave no ID token", null);
            }
            checkSigned(token);
            return validator.validate(token, attempt.nonce());
        } catch (ParseException e) {
            throw refused("its answer is no token", e);
        } catch (BadJOSEException e) {
            throw refused("its ID token does not hold", e);
        } catch (JOSEException e) {
            throw away(e);
        }
    }

    private com.nimbusds.oauth2.sdk.http.HTTPResponse sent(HTTPRequest request) {
        request.setConnectTimeout(TIMEOUT_MS);
        request.setReadTimeout(TIMEOUT_MS);
        request.setSSLSocketFactory(tls);
        try {
            return request.send();
        } catch (IOException e) {
            throw away(e);
        }
    }

    private TokenRequest request(Attempt attempt, URI callback, AuthorizationCode code) {
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(code, callback, attempt.verifier());
        ClientID client = new ClientID(settings.client());
        URI endpoint = metadata.get().getTokenEndpointURI();
        return settings.secretFile() == null
                ? new TokenRequest(endpoint, client, grant, null)
                : new TokenRequest(endpoint, new ClientSecretBasic(client, secret()), grant, null);
    }

    /** Read each time, so that it may be changed. */
    private Secret secret() {
        try {
            return new Secret(Files.readString(settings.secretFile()).strip());
        } catch (IOException e) {
            throw new GantryException(
                    GantryException.Code.UNAVAILABLE,
                    "gantry.oidc.client.secret.file cannot be read (" + e + ").",
                    e);
        }
    }

    private static void checkSigned(JWT token) {
        Algorithm algorithm = token.getHeader().getAlgorithm();
        if (!SIGNED.contains(algorithm)) {
            throw refused(
                    "its ID token is not signed with a key of its own but with " + algorithm, null);
        }
    }

    /** The keys that fit; asked for again where none does, as the provider may have a new one. */
    private List<JWK> keys(JWKSelector wanted, SecurityContext context) {
        JWKSet known = keys.get();
        List<JWK> fitting = wanted.select(known);
        return fitting.isEmpty() ? wanted.select(keys.newer(known)) : fitting;
    }

    private JWKSet askKeys() {
        DefaultResourceRetriever retriever =
                new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, MOST_BYTES, true, tls);
        try {
            URL address = metadata.get().getJWKSetURI().toURL();
            return JWKSet.parse(retriever.retrieveResource(address).getContent());
        } catch (IOException | java.text.ParseException e) {
            throw away(e);
        }
    }

    private OIDCProviderMetadata askMetadata() {
        OIDCProviderMetadata said;
        try {
            said =
                    OIDCProviderMetadata.resolve(
                            new Issuer(settings.issuer()),
                            request -> {
                                request.setConnectTimeout(TIMEOUT_MS);
                                request.setReadTimeout(TIMEOUT_MS);
                                request.setSSLSocketFactory(tls);
                            });
        } catch (GeneralException | IOException e) {
            throw away(e);
        }
        checkAbsolute("authorization_endpoint", said.getAuthorizationEndpointURI());
        checkAbsolute("token_endpoint", said.getTokenEndpointURI());
        checkAbsolute("jwks_uri", said.getJWKSetURI());
        if (said.getEndSessionEndpointURI() != null) {
            checkAbsolute("end_session_endpoint", said.getEndSessionEndpointURI());
        }
        return said;
    }

    private static void checkAbsolute(String name, URI address) {
        if (address == null
                || !address.isAbsolute()
                || address.getHost() == null
                || !address.getScheme().matches("(?i)https?")) {
            throw refused("it names an address that is none, " + name + " " + address, null);
        }
    }

    private GantryException away(Exception e) {
        return new GantryException(
                GantryException.Code.UNAVAILABLE,
                "The OpenID provider "
                        + settings.issuer()
                        + " does not answer as it should ("
                        + e.getMessage()
                        + "); see gantry.oidc.issuer, or log in with a token.",
                e);
    }

    static GantryException refused(String why, Exception e) {
        String detail = e == null ? "" : ": " + e.getMessage();
        return new GantryException(
                GantryException.Code.REFUSED,
                "The OpenID provider's login is refused: " + why + detail + ". Log in again.",
                e);
    }
}
