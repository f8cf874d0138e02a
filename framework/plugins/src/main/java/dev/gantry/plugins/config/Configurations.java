package dev.gantry.plugins.config;

import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.Secrets;
import dev.gantry.spi.config.ConfigVersion;
import dev.gantry.spi.config.PluginConfig;
import dev.gantry.spi.config.PluginConfigs;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.config.Spelling;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.ConfigStore;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredConfig;
import dev.gantry.spi.store.StoredRevision;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * The configuration of plugins: from files and calls, to the disk, to the revisions and on to OSGi
 * Configuration Admin. Thread-safe. No lock is held while plugin code runs.
 */
@Component(service = {PluginConfigs.class, Configurations.class})
public final class Configurations implements PluginConfigs {
    /** Who sets what a file says. */
    static final String FILE = "file";

    private static final Logger LOG = LoggerFactory.getLogger(Configurations.class);

    private final BundleContext context;
    private final ConfigStore store;
    private final Handover handover;
    private final Ledger ledger;
    private final ConfFolder folder;
    private final SynchronousBundleListener bundles = this::onBundle;

    /** Reads the files, then watches them. */
    @Activate
    public Configurations(
            BundleContext context,
            @Reference ConfigStore store,
            @Reference PluginStore plugins,
            @Reference Events events,
            @Reference ConfigurationAdmin admin) {
        this.context = context;
        this.store = store;
        this.handover = new Handover(admin);
        Set<String> served =
                plugins.revisions().stream()
                        .filter(r -> !Set.of("staged", "rejected").contains(r.state()))
                        .map(StoredRevision::sha256)
                        .collect(Collectors.toSet());
        this.ledger =
                new Ledger(
                        store,
                        new Chronicle(events, plugins),
                        InstantSource.system(),
                        served,
                        handover::push);
        this.folder =
                new ConfFolder(
                        new Settings(context::getProperty).home().resolve("conf/plugins"),
                        new Files());
        context.addBundleListener(bundles);
        folder.start();
    }

    private final class Files implements ConfFolder.Sink {
        @Override
        public void said(String plugin, SettingsFile file) {
            ledger.said(plugin, file).ifPresent(LOG::warn);
        }

        @Override
        public void gone(String plugin) {
            ledger.gone(plugin);
        }
    }

    private void onBundle(BundleEvent event) {
        if (event.getType() == BundleEvent.UNINSTALLED) {
            ledger.detach(event.getBundle()).ifPresent(handover::drop);
        }
    }

    /** Stops to watch. */
    @Deactivate
    public void stop() {
        folder.close();
        context.removeBundleListener(bundles);
        handover.close();
    }

    /** Takes up the connection to the deployer. */
    public void serve(Deployment deployment) {
        ledger.serve(deployment);
    }

    /** Names the files that belong to no plugin; for when all that was dropped is worked off. */
    public void nameOrphans(Set<String> plugins) {
        for (String orphan : ledger.orphans()) {
            LOG.warn(
                    "{}", Sentences.orphan(orphan, Spelling.nearest(orphan, plugins).orElse(null)));
        }
    }

    /**
     * Sets up a resolved revision before it starts: its record is made, and its components will
     * find their configuration. It gets each change that fits it until its bundle is uninstalled.
     *
     * @throws Misfit if no configuration fits it; it is worth another try when that changes
     */
    public Slot attach(RevisionRef ref, Bundle bundle, ClassLoader loader, SettingsType type)
            throws Misfit, InterruptedException {
        Slot slot = new Slot(ref, bundle, loader, type);
        ledger.attach(slot);
        try {
            handover.push(slot).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return slot;
    }

    /**
     * Why a revision with settings of this type could not start now, in the words that it would be
     * rejected with. Runs no code of the plugin, so what its constructor refuses is not seen.
     */
    public Optional<String> misfit(String plugin, SettingsType type) {
        return ledger.misfit(plugin, type);
    }

    /** A revision that did not fit is on record as rejected now. */
    public void recheck(String plugin) {
        ledger.recheck(plugin);
    }

    @Override
    public PluginConfig find(String plugin) {
        return shown(ledger.find(plugin));
    }

    private static PluginConfig shown(PluginConfig c) {
        return new PluginConfig(
                c.plugin(),
                c.version(),
                shown(c.schema(), c.values()),
                shown(c.schema(), c.effective()),
                c.at(),
                c.by(),
                c.inForce(),
                c.problem(),
                c.file(),
                c.schema());
    }

    private static String shown(String schema, String values) {
        return schema == null ? values : Secrets.hide(Schema.parse(schema), values);
    }

    @Override
    public PluginConfig put(String plugin, String values, OptionalLong ifVersion, String by) {
        if (by.equals(FILE)) {
            throw new IllegalArgumentException("only files are " + FILE);
        }
        PluginConfig before = ledger.find(plugin);
        String wanted = Values.canonical(values);
        if (before.schema() != null) {
            wanted = Secrets.restore(Schema.parse(before.schema()), wanted, before.values());
        }
        ledger.change(plugin, wanted, ifVersion, by);
        return find(plugin);
    }

    @Override
    public List<ConfigVersion> history(String plugin, long before, int limit) {
        String schema = ledger.find(plugin).schema();
        return store.history(plugin, before, limit).stream()
                .map(c -> version(c, shown(schema, c.body())))
                .toList();
    }

    @Override
    public PluginConfig restore(String plugin, long version, OptionalLong ifVersion, String by) {
        ledger.known(plugin);
        StoredConfig old =
                store.find(plugin, version)
                        .orElseThrow(
                                () ->
                                        new GantryException(
                                                Code.NOT_FOUND,
                                                "the configuration of "
                                                        + plugin
                                                        + " has no version "
                                                        + version
                                                        + ": see its history"));
        return put(plugin, old.body(), ifVersion, by);
    }

    private static ConfigVersion version(StoredConfig c, String body) {
        return new ConfigVersion(
                c.plugin(), c.version(), body, Instant.ofEpochMilli(c.at()), c.by());
    }
}
