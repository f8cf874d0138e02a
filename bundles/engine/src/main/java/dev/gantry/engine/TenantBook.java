package dev.gantry.engine;

import dev.gantry.spi.run.TenantInfo;
import dev.gantry.spi.run.TenantQuota;
import dev.gantry.spi.run.Tenants;
import dev.gantry.spi.store.QuotaStore;

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

    private final RowCodec codec;
    private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();
    private final QuotaRows<TenantQuota> quotas;
    private final List<Consumer<Collection<Tenant>>> changed = new CopyOnWriteArrayList<>();

    TenantBook(QuotaStore store, RowCodec codec) {
        this.codec = codec;
        this.quotas = new QuotaRows<>(store, "tenant", "quota of tenant", this::json, this::parse);
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
        return quotas.names();
    }

    private TenantQuota bounds(String name) {
        QuotaRows.Row<TenantQuota> own = quotas.get(name);
        if (own == null) {
            own = quotas.get(OTHERS);
        }
        return own == null ? TenantQuota.NONE : own.bounds();
    }

    @Override
    public List<TenantInfo> list() {
        Map<String, TenantInfo> found = new TreeMap<>();
        quotas.names().forEach(name -> found.put(name, info(name)));
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
        Tenant tenant = tenants.get(name);
        return new TenantInfo(
                name,
                quotas.version(name),
                bounds(name),
                tenant == null ? 0 : tenant.running(),
                tenant == null ? 0 : tenant.open().get(),
                tenant == null ? 0 : tenant.refused());
    }

    @Override
    public TenantInfo put(String name, TenantQuota quota, OptionalLong ifVersion) {
        check(name);
        quotas.put(name, quota, ifVersion);
        apply(name);
        return info(name);
    }

    @Override
    public void delete(String name, OptionalLong ifVersion) {
        check(name);
        quotas.delete(name, ifVersion);
        apply(name);
    }

    /** Takes over what other nodes changed. */
    void reload() {
        quotas.reload().forEach(this::apply);
    }

    private synchronized void apply(String name) {
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
