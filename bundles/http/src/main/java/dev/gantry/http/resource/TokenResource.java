package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Role;
import dev.gantry.spi.identity.TokenInfo;
import dev.gantry.spi.identity.Tokens;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tokens: look, make, revoke. */
@Component
public final class TokenResource implements Resource {
    private static final Set<String> MEMBERS = Set.of("name", "roles", "expiresIn", "never");
    private static final Set<String> GRANT = Set.of("role", "tenant");
    private static final Duration USUAL = Duration.ofDays(90);
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final int MAX_GRANTS = 50;

    private final Tokens tokens;
    private final InstantSource clock;

    /** Over the tokens of this Gantry. */
    @Activate
    public TokenResource(@Reference Tokens tokens) {
        this(tokens, InstantSource.system());
    }

    /** With a clock. */
    public TokenResource(Tokens tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listTokens", this::list, "makeToken", this::make, "revokeToken", this::revoke);
    }

    private Answer list(Call call) {
        List<TokenInfo> all =
                tokens.list().stream().sorted(Comparator.comparing(TokenInfo::name)).toList();
        return Paging.answer(call.query(), all, TokenInfo::name, TokenResource::json);
    }

    private Answer make(Call call) throws IOException {
        Body body = call.body(MEMBERS);
        String name = body.required("name");
        List<Grant> grants = new ArrayList<>();
        for (Body each : body.objects("roles", MAX_GRANTS, GRANT)) {
            each.required("role");
            Role role = each.constant("role", Role.class, Role.VIEWER);
            String tenant = each.text("tenant", null);
            grants.add(grant(each, role, tenant));
        }
        Instant expiresAt = expiry(body);
        String by = call.caller().principal().name();
        body.build(() -> name);
        Tokens.Issued issued = tokens.issue(name, grants, expiresAt, by);
        call.remark(issued.info().id() + " " + name + " " + Grant.text(grants));
        return Answer.json(201, json(issued.info()).put("token", issued.token()));
    }

    private static Grant grant(Body part, Role role, String tenant) {
        try {
            return new Grant(role, tenant);
        } catch (IllegalArgumentException e) {
            part.wrong("tenant", e.getMessage());
            return Grant.everywhere(role);
        }
    }

    private Instant expiry(Body body) {
        boolean never = body.flag("never", false);
        Duration given = body.duration("expiresIn", USUAL);
        if (never && body.has("expiresIn")) {
            body.wrong("expiresIn", "a token that never ends has none; leave one of them out");
        }
        if (!given.isPositive() || given.compareTo(LONGEST) > 0) {
            body.wrong("expiresIn", "expected more than nothing and P3650D at most, or never");
            return null;
        }
        return never ? null : clock.instant().plus(given);
    }

    private Answer revoke(Call call) {
        call.remark(tokens.revoke(call.path("id")).name());
        return Answer.empty(204);
    }

    private static ObjectNode json(TokenInfo token) {
        ObjectNode node = Json.object();
        node.put("id", token.id());
        node.put("name", token.name());
        node.set("roles", SessionResource.grants(token.grants()));
        Json.put(node, "createdAt", token.createdAt());
        node.put("createdBy", token.createdBy());
        Json.put(node, "expiresAt", token.expiresAt());
        Json.put(node, "usedAt", token.usedAt());
        node.put("expired", token.expired());
        return node;
    }
}
