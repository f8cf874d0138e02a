package dev.gantry.plugins.host;

import dev.gantry.spi.plugin.DeployListener;
import dev.gantry.spi.plugin.DeployStep;
import dev.gantry.spi.plugin.RevisionRef;

import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells those who listen how far a deploy is. Thread-safe. */
final class Steps implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final ServiceTracker<DeployListener, DeployListener> listeners;

    Steps(BundleContext context) {
        listeners = new ServiceTracker<>(context, DeployListener.class, null);
        listeners.open();
    }

    void at(DeployStep step, RevisionRef revision) {
        LOG.debug("{}: {}", revision, step);
        for (DeployListener listener : listeners.getServices(new DeployListener[0])) {
            try {
                listener.at(step, revision);
            } catch (RuntimeException e) {
                LOG.warn("a listener to deploys failed at {} of {}", step, revision, e);
            }
        }
    }

    @Override
    public void close() {
        listeners.close();
    }
}
