package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people decide and all nodes follow: pauses, quotas of tenants, limits of task types; and
 * which runs shall wait no longer.
 */
record Decided(Pausing pausing, TenantBook tenants, TaskBook tasks, Changing changing) {
    private static final Logger LOG = LoggerFactory.getLogger(Decided.class);

    /** Takes over what other nodes changed. */
    void reload() {
        pausing.reload();
        tenants.reload();
        tasks.reload();
    }

    /** Somebody asked another node that a run of this one begins its next attempt. */
    void retry(long run, long now) {
        try {
            changing.retrying().retryHere(run, now);
        } catch (GantryException e) {
            LOG.debug("Run {} is not tried again now", RunIds.text(run), e);
        }
    }
}
