package dev.gantry.spi.identity;

/** What somebody may do; each role may do what those before it may. */
public enum Role {
    /** Looks at everything, changes nothing. */
    VIEWER,
    /** Starts and steers runs, pauses, fires schedules, silences. */
    OPERATOR,
    /** Puts plugins, their configuration, schedules and checks. */
    AUTHOR,
    /** Rules tokens, tenants, the store, telemetry and the audit log. */
    ADMIN;

    /** Whether who has this role may do what {@code needed} may. */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }
}
