package dev.gantry.spi.identity;

import java.time.Instant;

/**
 * A login that lasts for a while.
 *
 * @param csrf goes with each call that changes something; made from the session's secret
 * @param expiresAt it ends then, used or not
 */
public record Session(Principal principal, String csrf, Instant expiresAt) {}
