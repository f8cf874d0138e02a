package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.TenantInfo;
import dev.gantry.spi.run.TenantQuota;
import dev.gantry.spi.run.Tenants;
import dev.gantry.spi.store.QuotaStore;
import dev.gantry.spi.store.StoredQuota;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** All tenants that are known, and their quotas. Thread-safe. */
final class TenantBook implements Tenants {
    static final String OTHERS = TenantInfo.OTHERS;
    private static final String SCOPE = "tenant";

    private final QuotaStore store;
    private final RowCodec codec;
    private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();
    private final Map<String, Quota> quotas = new ConcurrentHashMap<>();
    private final List<Consumer<Collection<Tenant>>> changed = new CopyOnWriteArrayList<>();

    /** One that was set. */
    private record Quota(TenantQuota bounds, long version) {}

    TenantBook(QuotaStore store, RowCodec codec) {
        this.store = store;
        this.codec = codec;
        for (StoredQuota stored : store.quotas()) {
            if (stored.scope().equals(SCOPE)) {
                quotas.put(stored.name(), new Quota(parse(stored.spec()), stored.version()));
            }
        }
    }

    /**
     * @param these is told which tenants have another quota
     */
    void onChanged(Consumer<Collection<Tenant>> these) {
        changed.add(these);
    }

    /** The tenant of this name. */
    Tenant of(String name) {
        Tenant known = tenants.get(name);
        return known != null
                ? known
                : tenants.computeIfAbsent(name, key -> new Tenant(key, bounds(key)));
    }

    Collection<Tenant> all() {
        return tenants.values();
    }

    /** The names of those that have a quota of their own. */
    Collection<String> named() {
        return quotas.keySet();
    }

    private TenantQuota bounds(String name) {
        Quota own = quotas.getOrDefault(name, quotas.get(OTHERS));
        return own == null ? TenantQuota.NONE : own.bounds();
    }

    @Override
    public List<TenantInfo> list() {
        Map<String, TenantInfo> found = new TreeMap<>();
        quotas.keySet().forEach(name -> found.put(name, info(name)));
        for (Tenant tenant : tenants.values()) {
            if (tenant.open().get() > 0) {
                found.put(tenant.name(), info(tenant.name()));
            }
        }
        return List.copyOf(found.values());
    }

    @Override
    public TenantInfo find(String name) {
        check(name);
        return info(name);
    }

    private static void check(String name) {
        if (!name.equals(OTHERS)) {
            Submission.tenant(name);
        }
    }

    private TenantInfo info(String name) {
        Quota own = quotas.get(name);
        Tenant tenant = tenants.get(name);
        return new TenantInfo(
                name,
                own == null ? 0 : own.version(),
                bounds(name),
                tenant == null ? 0 : tenant.running(),
                tenant == null ? 0 : tenant.open().get(),
                tenant == null ? 0 : tenant.refused());
    }

    @Override
    public synchronized TenantInfo put(String name, TenantQuota quota, OptionalLong ifVersion) {
        check(name);
        long version = version(name, ifVersion);
        StoredQuota next = new StoredQuota(SCOPE, name, json(quota), version + 1);
        if (!Commit.join(store.put(next))) {
            throw conflict(name);
        }
        quotas.put(name, new Quota(quota, version + 1));
        apply(name);
        return info(name);
    }

    @Override
    public synchronized void delete(String name, OptionalLong ifVersion) {
        check(name);
        if (!quotas.containsKey(name)) {
            throw new GantryException(
                    GantryException.Code.NOT_FOUND, "Tenant " + name + " has no quota of its own");
        }
        if (!Commit.join(store.delete(SCOPE, name, version(name, ifVersion)))) {
            throw conflict(name);
        }
        quotas.remove(name);
        apply(name);
    }

    private long version(String name, OptionalLong expected) {
        Quota own = quotas.get(name);
        long version = own == null ? 0 : own.version();
        if (expected.isPresent() && expected.getAsLong() != version) {
            throw conflict(name);
        }
        return version;
    }

    private static GantryException conflict(String name) {
        return new GantryException(
                GantryException.Code.CONFLICT,
                "The quota of tenant "
                        + name
                        + " was changed meanwhile; read it again and repeat the change");
    }

    private void apply(String name) {
        Collection<Tenant> these =
                name.equals(OTHERS) ? List.copyOf(tenants.values()) : List.of(of(name));
        these.forEach(tenant -> tenant.quota(bounds(tenant.name())));
        changed.forEach(listener -> listener.accept(these));
    }

    private String json(TenantQuota quota) {
        ObjectNode node = codec.mapper().createObjectNode();
        node.put("weight", quota.weight());
        node.put("maxRunning", quota.maxRunning());
        node.put("maxOpen", quota.maxOpen());
        node.put("rate", quota.rate());
        node.put("burst", quota.burst());
        return node.toString();
    }

    private TenantQuota parse(String json) {
        JsonNode node = codec.mapper().readTree(json);
        return new TenantQuota(
                node.path("weight").asInt(1),
                node.path("maxRunning").asInt(0),
                node.path("maxOpen").asLong(0),
                node.path("rate").asDouble(0),
                node.path("burst").asInt(0));
    }
}
