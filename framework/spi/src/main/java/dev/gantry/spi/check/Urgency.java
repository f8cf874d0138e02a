package dev.gantry.spi.check;

/** Which checks are inspected first when not all can be in time: {@code sla} of a check. */
public enum Urgency {
    /** Starts in time whatever else is late; never shed. */
    P0,
    /** The usual one. */
    P1,
    /** With what is spare: the first to be late, and shed when it is too late. */
    P2
}
