package dev.gantry.spi.run;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.OptionalLong;

/** Tenants and their quotas. A change is on disk and in force when a call returns. Thread-safe. */
@ProviderType
public interface Tenants {

    /** Those that have a quota of their own or open runs, by name. */
    List<TenantInfo> list();

    /**
     * One, whether anything is known of it or not.
     *
     * @param name of a tenant, or {@link TenantInfo#OTHERS}
     * @throws GantryException {@code INVALID} if no tenant can have this name
     */
    TenantInfo find(String name);

    /**
     * Gives a tenant a quota of its own.
     *
     * @param ifVersion the version that must be there (0: none), or empty for any
     * @throws GantryException {@code INVALID} for a bad name, {@code CONFLICT} for another version
     */
    TenantInfo put(String name, TenantQuota quota, OptionalLong ifVersion);

    /**
     * Takes its own quota away.
     *
     * @throws GantryException {@code NOT_FOUND} if it has none, {@code CONFLICT} for another
     *     version
     */
    void delete(String name, OptionalLong ifVersion);
}
