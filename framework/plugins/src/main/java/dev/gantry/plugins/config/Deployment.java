package dev.gantry.plugins.config;

import java.util.Set;

/** What the configuration of plugins needs to know of them. Thread-safe; never blocks. */
public interface Deployment {

    /** SHA-256 of the revision that new work of a plugin goes to, or {@code null}. */
    String route(String plugin);

    /** Whether a revision is on record as rejected. */
    boolean rejected(String sha256);

    /** Ids of all plugins on record. */
    Set<String> plugins();

    /** A plugin's configuration changed: those who were rejected for it are tried again. */
    void configured(String plugin);

    /** Until the deployer is there. */
    Deployment NONE =
            new Deployment() {
                @Override
                public String route(String plugin) {
                    return null;
                }

                @Override
                public boolean rejected(String sha256) {
                    return false;
                }

                @Override
                public Set<String> plugins() {
                    return Set.of();
                }

                @Override
                public void configured(String plugin) {
                    // nobody waits yet
                }
            };
}
