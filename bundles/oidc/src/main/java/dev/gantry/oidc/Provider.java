package dev.gantry.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
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
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;

import dev.gantry.spi.run.GantryException;
import dev.gantry.tls.ReloadingTls;
import dev.gantry.tls.TlsFiles;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import javax.net.ssl.SSLSocketFactory;

/**
 * The OpenID provider, asked over HTTP. What it says of itself is kept for a while. Thread-safe.
 */
final class Provider {
    private static final int TIMEOUT_MS = 5_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final OidcSettings settings;
    private final InstantSource clock;
    private final SSLSocketFactory tls;
    private final DefaultResourceRetriever retriever;
    private OIDCProviderMetadata metadata;
    private Instant asked = Instant.MIN;

    Provider(OidcSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
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
        this.retriever =
                new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, MOST_BYTES, true, tls);
    }

    /** Where a browser goes to log in. */
    URI address(Attempt attempt, URI callback) {
        return new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new Scope(settings.scopes().toArray(String[]::new)),
                        new ClientID(settings.client()),
                        callback)
                .endpointURI(metadata().getAuthorizationEndpointURI())
                .state(attempt.state())
                .nonce(attempt.nonce())
                .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256)
                .build()
                .toURI();
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
            return validator(token).validate(token, attempt.nonce());
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
        URI endpoint = metadata().getTokenEndpointURI();
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

    private IDTokenValidator validator(JWT token) {
        if (!(token.getHeader().getAlgorithm() instanceof JWSAlgorithm algorithm)
                || !JWSAlgorithm.Family.SIGNATURE.contains(algorithm)) {
            throw refused(
                    "its ID token is not signed with a key of its own but with "
                            + token.getHeader().getAlgorithm(),
                    null);
        }
        try {
            return new IDTokenValidator(
                    new Issuer(settings.issuer()),
                    new ClientID(settings.client()),
                    algorithm,
                    metadata().getJWKSetURI().toURL(),
                    retriever);
        } catch (MalformedURLException e) {
            throw refused("the address of its keys is none", e);
        }
    }

    private synchronized OIDCProviderMetadata metadata() {
        Instant now = clock.instant();
        if (metadata == null || now.isAfter(asked.plus(FRESH))) {
            try {
                metadata =
                        OIDCProviderMetadata.resolve(
                                new Issuer(settings.issuer()),
                                request -> {
                                    request.setConnectTimeout(TIMEOUT_MS);
                                    request.setReadTimeout(TIMEOUT_MS);
                                    request.setSSLSocketFactory(tls);
                                });
                asked = now;
            } catch (GeneralException | IOException e) {
                throw away(e);
            }
        }
        return metadata;
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
