package dev.gantry.launcher.bundle;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Says that it will never be ready, and leaves a thread that keeps a process alive. */
public final class FailingActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        Thread.ofPlatform()
                .daemon(false)
                .start(new java.util.concurrent.Semaphore(0)::acquireUninterruptibly);
        Service.register(
                context,
                "dev.gantry.spi.health.StartupFailure",
                "reason",
                "port 8181 is in use; take another with --port");
    }

    @Override
    public void stop(BundleContext context) {}
}
