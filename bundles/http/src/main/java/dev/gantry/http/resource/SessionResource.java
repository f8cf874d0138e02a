package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Caller;
import dev.gantry.http.Cookies;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Logins;
import dev.gantry.http.Resource;
import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Principal;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Log in, who am I, log out. */
public final class SessionResource implements Resource {
    private final Logins logins;
    private final boolean secure;

    /**
     * Over those who may come in.
     *
     * @param address of this Gantry as browsers know it; {@code null} if that is what they call
     */
    public SessionResource(Logins logins, String address) {
        this.logins = logins;
        this.secure = address != null && address.startsWith("https:");
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "openSession", this::open,
                "getSession", call -> Answer.json(200, json(call.caller())),
                "closeSession", this::close);
    }

    private Answer open(Call call) throws IOException {
        call.ownPageOnly();
        Body body = call.body(Set.of("token"));
        String token = body.required("token");
        String wanted = body.build(() -> token.strip());
        Caller caller = logins.open(wanted, call.remote());
        call.calls(caller.principal());
        String secret = caller.login().orElseThrow().secret();
        return Answer.json(201, json(caller))
                .with("Location", "/api/v1/session")
                .with("Set-Cookie", Cookies.session(secret, secure || call.secure()));
    }

    private Answer close(Call call) {
        logins.close(call.caller());
        return Answer.empty(204).with("Set-Cookie", Cookies.noSession(secure || call.secure()));
    }

    private static ObjectNode json(Caller caller) {
        Principal principal = caller.principal();
        ObjectNode node = Json.object();
        node.put("name", principal.name());
        node.put("kind", principal.kind().name().toLowerCase(Locale.ROOT));
        node.set("roles", grants(principal.grants()));
        node.put("csrf", caller.login().map(login -> login.session().csrf()).orElse(null));
        Json.put(node, "expiresAt", caller.expiresAt());
        return node;
    }

    static ArrayNode grants(List<Grant> grants) {
        ArrayNode list = Json.array();
        for (Grant grant : grants) {
            list.add(
                    Json.object()
                            .put("role", grant.role().name().toLowerCase(Locale.ROOT))
                            .put("tenant", grant.tenant()));
        }
        return list;
    }
}
