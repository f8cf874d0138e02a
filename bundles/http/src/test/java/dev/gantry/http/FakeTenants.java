package dev.gantry.http;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.run.TenantInfo;
import dev.gantry.spi.run.TenantQuota;
import dev.gantry.spi.run.Tenants;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Tenants in memory. */
final class FakeTenants implements Tenants {
    private final Map<String, TenantInfo> all = new TreeMap<>();

    @Override
    public List<TenantInfo> list() {
        return List.copyOf(all.values());
    }

    @Override
    public TenantInfo find(String name) {
        return all.getOrDefault(name, new TenantInfo(name, 0, TenantQuota.NONE, 1, 2, 3));
    }

    @Override
    public TenantInfo put(String name, TenantQuota quota, OptionalLong ifVersion) {
        long version = find(name).version();
        if (ifVersion.isPresent() && ifVersion.getAsLong() != version) {
            throw new GantryException(Code.CONFLICT, "changed meanwhile");
        }
        all.put(name, new TenantInfo(name, version + 1, quota, 1, 2, 3));
        return find(name);
    }

    @Override
    public void delete(String name, OptionalLong ifVersion) {
        if (all.remove(name) == null) {
            throw new GantryException(Code.NOT_FOUND, "no quota of its own");
        }
    }
}
