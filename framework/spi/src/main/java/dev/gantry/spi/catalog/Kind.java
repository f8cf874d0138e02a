package dev.gantry.spi.catalog;

/** What a plugin can contribute. */
public enum Kind {
    /** A task type: {@code dev.gantry.api.task}. */
    TASK("task type"),
    /** A detector type: {@code dev.gantry.api.detect}. */
    DETECTOR("detector"),
    /**
     * A panel of the console: {@code dev.gantry.api.panel}. Its id in the catalogue has the plugin
     * before it: {@code acme.disk/room}.
     */
    PANEL("panel");

    private final String noun;

    Kind(String noun) {
        this.noun = noun;
    }

    /** What a person calls it. */
    public String noun() {
        return noun;
    }
}
