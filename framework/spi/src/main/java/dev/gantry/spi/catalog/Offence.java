package dev.gantry.spi.catalog;

/** What a revision can do wrong beyond failing: after several of these it is quarantined. */
public enum Offence {
    /** The process died while its code ran. */
    CRASH,
    /** Its code did not stop when asked and interrupted, and was abandoned. */
    HANG,
    /** Memory ran out in its code. */
    MEMORY
}
