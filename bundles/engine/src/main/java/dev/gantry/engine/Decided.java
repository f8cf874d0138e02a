package dev.gantry.engine;

/** What people decide and all nodes follow: pauses, quotas of tenants, limits of task types. */
record Decided(Pausing pausing, TenantBook tenants, TaskBook tasks) {

    /** Takes over what other nodes changed. */
    void reload() {
        pausing.reload();
        tenants.reload();
        tasks.reload();
    }
}
