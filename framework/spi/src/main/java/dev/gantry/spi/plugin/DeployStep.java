package dev.gantry.spi.plugin;

/** The steps of a deploy, in their order. */
public enum DeployStep {
    /** Its private copy is on disk. */
    COPIED,
    /** It is in the framework. */
    INSTALLED,
    /** Its imports are satisfied. */
    RESOLVED,
    /** It fits what is in service. */
    GATED,
    /** Its components are satisfied. */
    STARTED,
    /** New work is about to go to it. */
    ROUTING,
    /** New work goes to it, and that is on disk. */
    ROUTED,
    /** The revision before takes no new work. */
    DRAINING,
    /** The revision before is stopped. */
    STOPPED,
    /** The revision before is out of the framework. */
    UNINSTALLED,
    /** The revision before is gone, and that is on disk. */
    RETIRED
}
