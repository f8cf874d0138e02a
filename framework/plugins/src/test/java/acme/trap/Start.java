package acme.trap;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Runs when the plugin starts. */
public final class Start implements BundleActivator {
    private static final int SPRUNG = Trap.spring("activator-class");

    @Override
    public void start(BundleContext context) {
        Trap.spring("start" + SPRUNG);
    }

    @Override
    public void stop(BundleContext context) {}
}
