package dev.gantry.launcher.bundle;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says that all is ready, and writes the address as the HTTP bundle does. */
public final class ReadyActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) throws IOException {
        String url = "http://127.0.0.1:" + context.getProperty("gantry.http.port");
        Files.writeString(Path.of(context.getProperty("gantry.home"), "data", "gantry.url"), url);
        Service.register(context, "dev.gantry.spi.health.Ready", "url", url);
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        Files.writeString(Path.of(context.getProperty("gantry.home"), "stopped"), "in order");
    }
}
