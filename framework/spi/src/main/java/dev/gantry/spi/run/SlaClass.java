package dev.gantry.spi.run;

/** Who goes first when slots are short. */
public enum SlaClass {
    /** Before all others. */
    GOLD,
    /** The usual. */
    SILVER,
    /** Spare capacity. */
    BRONZE
}
