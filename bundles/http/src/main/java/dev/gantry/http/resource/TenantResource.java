package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Body;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.spi.run.TenantInfo;
import dev.gantry.spi.run.TenantQuota;
import dev.gantry.spi.run.Tenants;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Tenants and their quotas. */
@Component
public final class TenantResource implements Resource {
    private static final Set<String> MEMBERS = Set.of("weight", "maxRunning", "maxOpen", "rate");
    private static final Set<String> RATE = Set.of("perSecond", "burst");

    private final Tenants tenants;

    /** Over the tenants of this Gantry. */
    @Activate
    public TenantResource(@Reference Tenants tenants) {
        this.tenants = tenants;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listTenants", this::list,
                "getTenant", this::get,
                "putTenant", this::put,
                "deleteTenant", this::delete);
    }

    private Answer list(Call call) {
        List<TenantInfo> seen =
                tenants.list().stream().filter(each -> call.caller().reaches(each.name())).toList();
        return Paging.answer(call.query(), seen, TenantInfo::name, TenantResource::json);
    }

    private Answer get(Call call) {
        TenantInfo found = tenants.find(call.tenant(call.path("name")));
        return Versioned.get(call, json(found), found.version());
    }

    private Answer put(Call call) throws IOException {
        String name = call.path("name");
        TenantQuota quota = quota(call.body(MEMBERS));
        OptionalLong current = version(name);
        TenantInfo made =
                Versioned.change(call, current, expected -> tenants.put(name, quota, expected));
        return Versioned.made(current, json(made), made.version());
    }

    private Answer delete(Call call) {
        String name = call.path("name");
        return Versioned.change(
                call,
                version(name),
                expected -> {
                    tenants.delete(name, expected);
                    return Answer.empty(204);
                });
    }

    /** The version now; empty while it has no quota of its own. */
    private OptionalLong version(String name) {
        return Versioned.present(tenants.find(name).version());
    }

    private static TenantQuota quota(Body body) {
        int weight = body.integer("weight", 1);
        int maxRunning = limit(body, "maxRunning", body.integer("maxRunning", 0));
        int maxOpen = limit(body, "maxOpen", body.integer("maxOpen", 0));
        Optional<Body> rate = body.object("rate", RATE);
        double perSecond = rate.map(part -> part.number("perSecond", 0)).orElse(0.0);
        int burst = rate.map(part -> limit(part, "burst", part.integer("burst", 0))).orElse(0);
        if (rate.isPresent() && !rate.get().has("perSecond")) {
            rate.get().wrong("perSecond", "is missing");
        }
        return body.build(() -> new TenantQuota(weight, maxRunning, maxOpen, perSecond, burst));
    }

    /** A bound as a caller gives it: absent for none. */
    static int limit(Body body, String name, int number) {
        if (body.has(name) && number < 1) {
            body.wrong(name, "expected a whole number from 1; leave it out for no limit");
        }
        return number;
    }

    private static ObjectNode json(TenantInfo tenant) {
        TenantQuota quota = tenant.quota();
        ObjectNode node = Json.object();
        node.put("name", tenant.name());
        node.put("own", tenant.version() > 0);
        node.put("version", tenant.version());
        node.put("weight", quota.weight());
        node.put("maxRunning", quota.maxRunning() == 0 ? null : (Integer) quota.maxRunning());
        node.put("maxOpen", quota.maxOpen() == 0 ? null : (Long) quota.maxOpen());
        if (quota.rate() == 0) {
            node.putNull("rate");
        } else {
            node.putObject("rate").put("perSecond", quota.rate()).put("burst", quota.mostAtOnce());
        }
        node.put("running", tenant.running());
        node.put("open", tenant.open());
        node.put("refused", tenant.refused());
        return node;
    }
}
