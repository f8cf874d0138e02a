package dev.gantry.plugins.host;

import dev.gantry.spi.plugin.CanarySpec;

/**
 * On whose word a revision comes in, and how.
 *
 * @param by who wants it
 * @param gated whether it has to fit what is in service
 * @param override whether it may come in although it does not, or was quarantined
 * @param canary how it is tried first; {@code null} for all new work at once
 */
record Terms(String by, boolean gated, boolean override, CanarySpec canary) {
    /** A file was dropped, or found at the start. */
    static final Terms DROPPED = new Terms(Registry.GANTRY, true, false, null);

    /** A revision that was in service before comes back. */
    static final Terms BACK = new Terms(Registry.GANTRY, false, false, null);

    /** What an operator said. */
    static Terms of(String by, boolean gated, boolean override, CanarySpec canary) {
        return new Terms(by, gated && !override, override, canary);
    }
}
