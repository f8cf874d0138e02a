package dev.gantry.plugins.host;

import dev.gantry.plugins.config.Deployment;
import dev.gantry.spi.plugin.RevisionState;

import java.util.Set;
import java.util.concurrent.Executor;

/** What the configuration of plugins needs to know of those that are hosted. Thread-safe. */
record HostedPlugins(Registry registry, Deployer deployer, Executor thread) implements Deployment {

    @Override
    public String route(String plugin) {
        return registry.route(plugin);
    }

    @Override
    public boolean rejected(String sha256) {
        return registry.get(sha256).filter(r -> Registry.is(r, RevisionState.REJECTED)).isPresent();
    }

    @Override
    public Set<String> plugins() {
        return registry.plugins();
    }

    @Override
    public void configured(String plugin) {
        thread.execute(() -> deployer.retry(Set.of(Wants.configuration(plugin))));
    }
}
