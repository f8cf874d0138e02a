package dev.gantry.spi.run;

/**
 * A tenant as it is now.
 *
 * @param version of its own quota; 0 if it has none
 * @param quota what is in force: its own, or that of the tenant {@code *}, or none
 * @param running attempts that run
 * @param open runs that are not finished
 * @param refused submits that its quota refused since the start
 */
public record TenantInfo(
        String name, long version, TenantQuota quota, int running, long open, long refused) {

    /** The name under which the quota of all is kept that have none of their own. */
    public static final String OTHERS = "*";
}
