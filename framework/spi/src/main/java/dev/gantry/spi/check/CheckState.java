package dev.gantry.spi.check;

/** Whether somebody can inspect a check. */
public enum CheckState {
    /** No plugin ever offered its detector. */
    UNREGISTERED,
    /** A plugin offers its detector, and has not inspected it yet. */
    LOADED,
    /** It is inspected. */
    ACTIVE,
    /** The plugin that offered its detector does not any more. */
    UNLOADED
}
