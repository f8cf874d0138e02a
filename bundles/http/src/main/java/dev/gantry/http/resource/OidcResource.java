package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Caller;
import dev.gantry.http.Cookies;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Logins;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Resource;
import dev.gantry.spi.identity.Principal;
import dev.gantry.spi.identity.SingleSignOn;
import dev.gantry.spi.run.GantryException;

import java.net.URI;
import java.util.Map;

/** Logins by an OpenID provider: there and back again. */
public final class OidcResource implements Resource {
    private static final String BEGIN = "/login/oidc";
    private static final String CALLBACK = BEGIN + "/callback";

    private final Logins logins;
    private final String address;

    /**
     * Over those who may come in.
     *
     * @param address of this Gantry as browsers know it; {@code null} if that is what they call
     */
    public OidcResource(Logins logins, String address) {
        this.logins = logins;
        this.address = address;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "loginWays", this::ways,
                "beginLogin", this::begin,
                "finishLogin", this::finish,
                "endLogin", this::end);
    }

    private Answer ways(Call call) {
        return Answer.json(
                200,
                Json.object()
                        .put("token", true)
                        .put("oidc", logins.provider().isPresent() ? BEGIN : null));
    }

    private Answer begin(Call call) {
        SingleSignOn.Begun begun = provider().begin(callback(call));
        return Answer.empty(302)
                .with("Location", begun.address().toString())
                .with("Set-Cookie", Cookies.login(begun.secret(), secure(call)));
    }

    private Answer finish(Call call) {
        SingleSignOn provider = provider();
        logins.limit(call.remote());
        String secret =
                call.begunLogin()
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                Problem.of(
                                                        401,
                                                        "unauthorized",
                                                        "No login began in this browser, or it"
                                                                + " took too long; begin at "
                                                                + BEGIN
                                                                + ".")));
        Principal principal = finish(call, provider, secret);
        call.calls(principal);
        Caller caller = logins.open(principal);
        return Answer.empty(302)
                .with("Location", "/")
                .with(
                        "Set-Cookie",
                        Cookies.session(caller.login().orElseThrow().secret(), secure(call)));
    }

    /** Whoever is out here gets away from here, also while the provider is away. */
    private Answer end(Call call) {
        String to;
        try {
            to = provider().logout(here(call, "/")).map(URI::toString).orElse("/");
        } catch (GantryException e) {
            to = "/";
        }
        return Answer.empty(302).with("Location", to);
    }

    /** Who makes up what a provider would say is slowed down as who guesses tokens. */
    private Principal finish(Call call, SingleSignOn provider, String secret) {
        try {
            return provider.finish(secret, callback(call), call.rawQuery());
        } catch (GantryException e) {
            if (e.code() == GantryException.Code.REFUSED) {
                logins.failed(call.remote(), secret);
            }
            throw e;
        }
    }

    private SingleSignOn provider() {
        return logins.provider()
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        Problem.notFound(
                                                "No OpenID provider is set; set"
                                                        + " gantry.oidc.issuer, or log in with a"
                                                        + " token.")));
    }

    private URI callback(Call call) {
        return here(call, CALLBACK);
    }

    /** A page of this Gantry as browsers know it. */
    private URI here(Call call, String path) {
        return URI.create((address == null ? call.origin() : address) + path);
    }

    private boolean secure(Call call) {
        return call.secure() || address != null && address.startsWith("https:");
    }
}
